/** Requests that real API servers sent, sent again over HTTPS. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Served, startServe } from "../serve/program.js";
import { ask, VIEW } from "../serve/support.js";
import { describeWithFacts, readFact } from "../support/facts.js";

interface Recording {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly review: { readonly request: { readonly uid: string } };
}

describeWithFacts("recorded requests of API servers", () => {
  let served: Served;

  beforeAll(async () => {
    served = await startServe(["--nodes", "nodes.json", "--mutate"], { files: { "nodes.json": JSON.stringify(VIEW) } });
  });

  afterAll(() => void served.child.kill());

  it.each(["real-1.20.2-001-mutate.json", "real-1.36-002-validate.json"])("%s", async (file) => {
    // As it was recorded.
    const { url, headers, review } = JSON.parse(readFact(`vectors/admission/${file}`)) as Recording;
    const body = JSON.stringify(review);
    const sent = { ...headers, "content-length": String(Buffer.byteLength(body)) };
    const { status, text } = await ask(served.port, url, { body, headers: sent, ca: served.tls.cert });
    const { apiVersion, kind, response } = JSON.parse(text);
    expect([status, apiVersion, kind, response.uid]).toEqual([200, "admission.k8s.io/v1", "AdmissionReview", review.request.uid]);
    // Profiles of 80 GB cards, on a cluster that has one of 40 GB.
    expect(response).toMatchObject({ allowed: false, status: { code: 422, message: expect.stringContaining("3g.40gb") } });
    expect(response).not.toHaveProperty("patch");
  });
});

import { describe, expect, it } from "vitest";
import { type ReviewOptions, readReviewOptions } from "../../src/admission/index.js";
import type { Handler } from "../../src/serve/handler.js";
import { clusterHandlers } from "../../src/serve/handlers.js";
import { reviewOf, VIEW } from "./support.js";

const needy = JSON.parse(
  reviewOf({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "p", annotations: { "migpack.io/min-memory": "18Gi" } },
    spec: { containers: [{ name: "c" }] },
  }),
);

function asked(handler: Handler | undefined, review: unknown = needy) {
  return JSON.parse(handler?.(review, VIEW).text ?? "").response;
}

describe("the paths of reviews", () => {
  it("carry patches where the webhook may change objects, and there alone", () => {
    const handlers = clusterHandlers({ review: () => readReviewOptions({ mutate: true }), dynamic: false });
    expect(asked(handlers["/mutate"])).toMatchObject({ allowed: true, patchType: "JSONPatch" });
    expect(asked(handlers["/validate"])).toEqual({ uid: needy.request.uid, allowed: true });
  });

  it("obey the rules that are in force when a review comes", () => {
    let options: ReviewOptions = {};
    const handlers = clusterHandlers({ review: () => options, dynamic: false });
    const bad = structuredClone(needy);
    bad.request.object.spec.containers[0].resources = { limits: { "nvidia.com/mig-3g.40gb": "1" } };
    for (const path of ["/validate", "/mutate"] as const) {
      options = {};
      expect(asked(handlers[path], bad).allowed).toBe(false);
      options = { rules: { UNKNOWN_PROFILE: "off" } };
      expect(asked(handlers[path], bad).allowed).toBe(true);
    }
  });
});

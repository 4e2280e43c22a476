import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { server } from "../../examples/webhook-fastify.js";
import { Mig } from "../../examples/webhook-pepr.js";
import { webhookManifests } from "../../src/admission/index.js";
import { clusterView } from "../../src/cluster/view.js";
import { node, pod } from "../cluster-e2e/objects.js";
import { setNodes } from "./pepr.js";

const NODES = [node("a")];
const UID = "0cb21796-c14c-4de4-81ad-001421d95d7b";

function requestOf(resource: string, count = "1") {
  const object = pod("p", { [resource]: count });
  return { uid: UID, kind: { group: "", version: "v1", kind: "Pod" }, operation: "CREATE", object, oldObject: null };
}

const GOOD = requestOf("nvidia.com/mig-1g.5gb");
const SEVERAL = requestOf("nvidia.com/mig-1g.5gb", "2");
const BAD = requestOf("nvidia.com/mig-3g.40gb");

describe("examples/webhook-fastify.ts", () => {
  const app = server(() => clusterView({ nodes: NODES }));
  afterAll(() => app.close());

  async function post(request: unknown) {
    const payload = { apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", request };
    const answer = await app.inject({ method: "POST", url: "/validate?timeout=5s", payload });
    return [answer.statusCode, answer.json().response] as const;
  }

  test("answers as the API server needs it", async () => {
    expect(await post(GOOD)).toEqual([200, { uid: UID, allowed: true }]);
    expect(await post(SEVERAL)).toMatchObject([200, { allowed: true, warnings: [expect.any(String), expect.any(String)] }]);
    expect(await post(BAD)).toMatchObject([200, { uid: UID, allowed: false, status: { code: 422 } }]);
    expect(await post({})).toMatchObject([400, { allowed: false }]);
  });
});

describe("examples/webhook-pepr.ts", () => {
  beforeEach(() => setNodes(NODES));

  test("approves and denies as the webhook does", async () => {
    expect(await Mig.decide(GOOD)).toEqual([{ allowed: true, warnings: [] }]);
    expect(await Mig.decide(SEVERAL)).toEqual([{ allowed: true, warnings: [expect.any(String), expect.any(String)] }]);
    expect(await Mig.decide(BAD)).toEqual([
      { allowed: false, warnings: [], statusCode: 422, statusMessage: expect.stringContaining("3g.40gb") },
    ]);
  });
});

describe("examples/webhook.yaml", () => {
  const HEAD = `# migpack serve in a cluster that has cert-manager, as webhookManifests of migpack/admission gives it.
# The image is yours to build (examples/Dockerfile) and to name here; then: kubectl apply -f examples/webhook.yaml
`;

  test("is what webhookManifests gives; `npx vitest run test/examples -u` writes it anew", async () => {
    const objects = webhookManifests({
      namespace: "migpack",
      image: "registry.example.com/migpack:0.1.0",
      certManager: true,
    });
    const documents = objects.map((object) => stringify(object, { aliasDuplicateObjects: false, lineWidth: 0 }));
    await expect(`${HEAD}---\n${documents.join("---\n")}`).toMatchFileSnapshot("../../examples/webhook.yaml");
  });
});

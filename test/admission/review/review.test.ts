import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ReviewOptions, readReviewOptions, reviewAdmission } from "../../../src/admission/index.js";
import type { ClusterView } from "../../../src/cluster/types.js";
import { MigError } from "../../../src/index.js";
import { describeWithFacts, readFact } from "../../support/facts.js";
import { junk, spoilt } from "../../support/junk.js";
import { validAnswer } from "./api-server.js";
import { deploymentOf, gpuNode, NOTHING, one, podOf, reviewOf, SMALL, updateOf } from "./support.js";

const UID = "510f6152-1c0f-4aa7-b355-07031449c8e9";
const BAD = { "nvidia.com/mig-3g.20gb": "1" };
const GOOD = { [SMALL]: "1" };

const respond = (review: unknown, cluster: ClusterView = one, options?: ReviewOptions) =>
  reviewAdmission(review, cluster, options).response;

describe("what is let in", () => {
  test("a good pod, without another word", () => {
    expect(reviewAdmission(reviewOf(podOf(GOOD)), one)).toEqual({
      apiVersion: "admission.k8s.io/v1",
      kind: "AdmissionReview",
      response: { uid: UID, allowed: true },
    });
  });
  test.each([
    ["DELETE", reviewOf(null, { operation: "DELETE", oldObject: podOf(BAD) })],
    ["CONNECT", reviewOf(podOf(BAD), { operation: "CONNECT" })],
    ["a subresource", reviewOf(podOf(BAD), { subResource: "status" })],
    ["what is being deleted", reviewOf({ ...podOf(BAD), ...{ metadata: { deletionTimestamp: "2026-11-23T21:32:30Z" } } })],
    ["a kind that is not handled", reviewOf({ apiVersion: "v1", kind: "Service" })],
    ["a kind that is called like one", reviewOf({ ...podOf(BAD), apiVersion: "metrics.k8s.io/v1" })],
    [
      "an object of a kind that is not handled, unreadable",
      reviewOf(null, { kind: { group: "", version: "v1", kind: "Event" } }),
    ],
    ["what has not changed", updateOf(podOf(BAD), podOf(BAD))],
    [
      "new finalizers and labels",
      updateOf(podOf(BAD), { ...podOf(BAD), ...{ metadata: { finalizers: ["a/b"], labels: { a: "b" } } } }),
    ],
    ["another image", updateOf(deploymentOf(BAD), withImage(deploymentOf(BAD), "new"))],
    ["a container that goes", updateOf(deploymentOf(BAD, BAD), deploymentOf(BAD))],
    ["containers that change places", updateOf(deploymentOf(GOOD, BAD), deploymentOf(BAD, GOOD))],
  ])("%s", (_, review) => expect(respond(review)).toEqual({ uid: UID, allowed: true }));
});

function withImage(deployment: ReturnType<typeof deploymentOf>, image: string) {
  const { template } = deployment.spec;
  const containers = template.spec.containers.map((container) => ({ ...container, image }));
  return { ...deployment, spec: { template: { ...template, spec: { containers } } } };
}

describe("what is denied", () => {
  test("a profile that no GPU has, with what would do", () => {
    expect(respond(reviewOf(podOf(BAD)))).toEqual({
      uid: UID,
      allowed: false,
      status: {
        code: 422,
        reason: "Invalid",
        message:
          "spec.containers[0].resources.limits.nvidia.com/mig-3g.20gb: 3g.20gb does not exist on H100-80GB (3g.40gb does on H100-80GB)",
      },
      auditAnnotations: { denied: "UNKNOWN_PROFILE" },
    });
  });
  test("templates, with the path into the whole object", () => {
    expect(respond(reviewOf(deploymentOf(BAD))).status?.message).toMatch(/^spec\.template\.spec\.containers\[0\]/);
    const cronJob = {
      apiVersion: "batch/v1",
      kind: "CronJob",
      spec: { jobTemplate: { spec: { template: deploymentOf(BAD).spec.template } } },
    };
    expect(respond(reviewOf(cronJob)).status?.message).toMatch(/^spec\.jobTemplate\.spec\.template\.spec\.containers\[0\]/);
  });
  test("on UPDATE what is new, though it was so elsewhere already", () => {
    expect(respond(updateOf(deploymentOf(BAD), deploymentOf(BAD, BAD)))).toMatchObject({ allowed: false });
    expect(respond(updateOf(deploymentOf(GOOD), deploymentOf(BAD)))).toMatchObject({ allowed: false });
    expect(respond(updateOf(null, deploymentOf(BAD)))).toMatchObject({ allowed: false });
  });
  test("several at once, and warnings beside them", () => {
    const { status, warnings, auditAnnotations } = respond(
      reviewOf(podOf(BAD, { [SMALL]: "2" }, { "nvidia.com/MIG-1g.10gb": "1" })),
    );
    expect(status?.message.split("; ")).toHaveLength(2);
    expect(warnings).toEqual([
      "spec.containers[1].resources.limits.nvidia.com/mig-1g.10gb: container c1 asks for 2 of nvidia.com/mig-1g.10gb, and CUDA",
      "… uses one MIG device in a process (one device a container, or a larger profile)",
    ]);
    expect(auditAnnotations).toEqual({ denied: "BAD_SPELLING,UNKNOWN_PROFILE", warned: "SEVERAL_DEVICES" });
  });
  test("warnings that end alike are both told to their end", () => {
    const { warnings = [] } = respond(reviewOf(podOf({ [SMALL]: "2" }, { [SMALL]: "2" }, { [SMALL]: "2" })));
    expect(new Set(warnings).size).toBe(warnings.length);
    const told = warnings.join(" ").replaceAll(" … ", " ");
    for (const name of ["c0", "c1", "c2"])
      expect(told).toContain(
        `container ${name} asks for 2 of ${SMALL}, and CUDA uses one MIG device in a process (one device a container, or a larger profile)`,
      );
  });
});

describe("rules", () => {
  test("warn and off let in, deny keeps out", () => {
    const review = reviewOf(podOf(BAD));
    expect(respond(review, one, { rules: { UNKNOWN_PROFILE: "warn" } })).toMatchObject({
      allowed: true,
      warnings: [expect.stringContaining("3g.20gb does not exist"), expect.any(String)],
      auditAnnotations: { warned: "UNKNOWN_PROFILE" },
    });
    expect(respond(review, one, { rules: { UNKNOWN_PROFILE: "off" } })).toEqual({ uid: UID, allowed: true });
    expect(respond(reviewOf(podOf({ [SMALL]: "2" })), one, { rules: { SEVERAL_DEVICES: "deny" } })).toMatchObject({
      allowed: false,
      status: { code: 403, reason: "Forbidden" },
    });
  });
  test("options are read before they are used", () => {
    expect(() => readReviewOptions({ rules: { UNKNOWN_PROFIL: "off" } })).toThrow(/"UNKNOWN_PROFIL".*UNKNOWN_PROFILE/);
    expect(() => readReviewOptions({ nodeRules: { IN_USE: "forbid" } })).toThrow(
      /nodeRules\.IN_USE: deny, warn or off is needed/,
    );
    expect(() => readReviewOptions({ onUnknwon: "deny" })).toThrow(/onUnknown/);
    expect(readReviewOptions({ fileRules: { REFUSED: "warn" }, mutate: true, onUnknown: "deny" })).toEqual({
      fileRules: { REFUSED: "warn" },
      mutate: true,
      onUnknown: "deny",
    });
    const read = readReviewOptions({ onUnknown: "deny" });
    expect(readReviewOptions(read)).toBe(read);
    expect(() => readReviewOptions({ ...read, onUnknown: "maybe" })).toThrow(/onUnknown/);
    for (const [, bad] of junk)
      for (const each of spoilt({ mutate: true, onUnknown: "deny", rules: { BAD_SPELLING: "off" } }, bad)) {
        try {
          expect(readReviewOptions(each)).toBeTypeOf("object");
        } catch (error) {
          expect(error).toBeInstanceOf(MigError);
        }
      }
  });
  test("options that are none are told, and nothing is let in by them", () => {
    // @ts-expect-error: from a file
    expect(respond(reviewOf(podOf(GOOD)), one, { rules: { UNKNOWN_PROFILE: "no" } })).toMatchObject({
      uid: UID,
      allowed: false,
      status: { code: 500, message: expect.stringContaining("rules.UNKNOWN_PROFILE") },
    });
  });
});

describe("what is not known", () => {
  const deny: ReviewOptions = { onUnknown: "deny" };
  test("a cluster scaled to zero, or not read yet: a warning, or no entry", () => {
    expect(respond(reviewOf(podOf(GOOD)), NOTHING)).toEqual({
      uid: UID,
      allowed: true,
      warnings: ["nothing is known of this cluster's GPUs, so that the pod was judged by itself"],
      auditAnnotations: { warned: "UNKNOWN" },
    });
    expect(respond(reviewOf(podOf(GOOD)), NOTHING, deny)).toMatchObject({ allowed: false, status: { code: 403 } });
  });
  test("pods without GPUs, and updates of others, are let in all the same", () => {
    expect(respond(reviewOf(podOf({ cpu: "1" })), NOTHING, deny)).toEqual({ uid: UID, allowed: true });
    expect(respond(updateOf(podOf(GOOD), { ...podOf(GOOD), ...{ metadata: { finalizers: [] } } }), NOTHING, deny)).toEqual({
      uid: UID,
      allowed: true,
    });
  });
  test("what needs no knowledge is judged", () => {
    expect(respond(reviewOf(podOf({ [SMALL]: "0.5" })), NOTHING)).toMatchObject({ allowed: false });
  });
  test.each([
    ["no object", null],
    ["a text", "pod"],
    ["a list", []],
    ["containers that are none", { spec: { containers: 5 } }],
  ])("unreadable: %s", (_, object) => {
    const review = reviewOf(null, { kind: { group: "", version: "v1", kind: "Pod" }, object });
    expect(respond(review)).toMatchObject({ allowed: true, warnings: [expect.any(String)] });
    expect(respond(review, one, deny)).toMatchObject({ allowed: false, status: { code: 422 } });
  });
  test("a view that is none counts as nothing known", () => {
    for (const [, bad] of junk)
      for (const each of spoilt({ nodes: [gpuNode("a")] }, bad)) {
        const answer = respond(reviewOf(podOf(GOOD)), each as ClusterView, deny);
        expect(answer.uid).toBe(UID);
      }
    // @ts-expect-error: no view
    expect(respond(reviewOf(podOf(GOOD)), null, deny)).toMatchObject({ allowed: false, status: { code: 403 } });
  });
});

describe("reviews that cannot be answered", () => {
  const refused = { uid: "", allowed: false, status: { code: 400, reason: "BadRequest", message: expect.any(String) } };
  test.each([
    ["none", undefined],
    ["a text", "review"],
    ["without a request", { apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview" }],
    ["without a uid", reviewOf(podOf(GOOD), { uid: "" })],
    ["with a uid that is no text", reviewOf(podOf(GOOD), { uid: 7 })],
    ["of another version", { ...reviewOf(podOf(GOOD)), apiVersion: "admission.k8s.io/v1beta1" }],
    ["of another kind", { ...reviewOf(podOf(GOOD)), kind: "Status" }],
  ])("%s", (_, review) => expect(respond(review)).toEqual(refused));
});

describeWithFacts("real reviews", () => {
  test.each(["real-1.36-002-validate.json", "real-1.20.2-001-mutate.json"])("%s", (name) => {
    const { review } = JSON.parse(readFact(`vectors/admission/${name}`));
    for (const cluster of [one, NOTHING]) {
      const answer = reviewAdmission(review, cluster);
      expect(answer.response.allowed).toBe(true);
      validAnswer(review, answer);
    }
    expect(reviewAdmission(review, one).response).toEqual({ uid: review.request.uid, allowed: true });
  });
});

test("whatever comes: an answer that the API server takes", () => {
  const review = reviewOf({
    ...podOf({ [SMALL]: "2" }, BAD),
    ...{ metadata: { annotations: { "migpack.io/min-memory": "18Gi" } } },
  });
  for (const [, bad] of junk)
    for (const each of spoilt(review, bad))
      for (const options of [{}, { mutate: true, onUnknown: "deny" }] as const)
        validAnswer(each, reviewAdmission(each, one, options));
});

test("a thousand random reviews: no invalid response, no dropped warning", () => {
  const resource = fc.oneof(
    fc.constantFrom(
      SMALL,
      "nvidia.com/gpu",
      "nvidia.com/mig-3g.20gb",
      "nvidia.com/MIG-1g.10gb",
      "nvidia.com/mig-1g.10gb+me",
      "cpu",
    ),
    fc.string({ unit: "binary" }),
  );
  const quantity = fc.oneof(fc.constantFrom("1", "2", "0", "500m", "1k", "-1"), fc.string({ unit: "binary" }), fc.nat());
  const container = fc.record({
    name: fc.string({ unit: "binary" }),
    resources: fc.record({
      limits: fc.dictionary(resource, quantity, { maxKeys: 4 }),
      requests: fc.dictionary(resource, quantity, { maxKeys: 2 }),
    }),
  });
  const pod = fc.record({
    apiVersion: fc.constant("v1"),
    kind: fc.constant("Pod"),
    metadata: fc.record({
      annotations: fc.dictionary(
        fc.constantFrom("migpack.io/min-memory", "migpack.io/min-compute-slices", "migpack.io/container"),
        fc.oneof(fc.constantFrom("18Gi", "2", "900Gi", "x"), fc.string({ unit: "binary" })),
      ),
    }),
    spec: fc.record({ containers: fc.array(container, { maxLength: 40 }) }),
  });
  fc.assert(
    fc.property(pod, fc.option(pod), fc.boolean(), (object, old, mutate) => {
      const review = old === null ? reviewOf(object) : updateOf(old, object);
      validAnswer(review, reviewAdmission(review, one, { mutate }));
    }),
    { numRuns: 1000 },
  );
});

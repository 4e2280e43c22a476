import { describe, expect, test } from "vitest";
import { MigError } from "../../../src/index.js";
import { podTemplatesOf } from "../../../src/kubernetes/pods/index.js";
import { junk, spoilt } from "../../support/junk.js";

const pod = { metadata: { name: "p" }, spec: { containers: [] } };

describe("podTemplatesOf", () => {
  test.each([
    ["apps/v1", "Deployment"],
    ["apps/v1", "ReplicaSet"],
    ["apps/v1beta2", "StatefulSet"],
    ["extensions/v1beta1", "DaemonSet"],
    ["batch/v1", "Job"],
    ["v1", "ReplicationController"],
  ])("%s %s", (apiVersion, kind) => {
    expect(podTemplatesOf({ apiVersion, kind, spec: { template: pod } })).toEqual([{ kind, path: ["spec", "template"], pod }]);
  });
  test("a Pod is its own, a PodTemplate holds one, a CronJob goes through its Job", () => {
    const whole = { apiVersion: "v1", kind: "Pod", ...pod };
    expect(podTemplatesOf(whole)).toEqual([{ kind: "Pod", path: [], pod: whole }]);
    expect(podTemplatesOf({ apiVersion: "v1", kind: "PodTemplate", template: pod })).toMatchObject([{ path: ["template"], pod }]);
    const cron = { apiVersion: "batch/v1", kind: "CronJob", spec: { jobTemplate: { spec: { template: pod } } } };
    expect(podTemplatesOf(cron)).toEqual([{ kind: "CronJob", path: ["spec", "jobTemplate", "spec", "template"], pod }]);
  });
  test("lists hold many, one level deep", () => {
    const job = { apiVersion: "batch/v1", kind: "Job", spec: { template: pod } };
    const list = {
      apiVersion: "v1",
      kind: "List",
      items: [job, { apiVersion: "v1", kind: "Secret" }, { apiVersion: "v1", kind: "List", items: [job] }],
    };
    expect(podTemplatesOf(list)).toEqual([{ kind: "Job", path: ["items", 0, "spec", "template"], pod }]);
    expect(podTemplatesOf({ apiVersion: "v1", kind: "PodList", items: [pod] })).toMatchObject([
      { kind: "Pod", path: ["items", 0], pod },
    ]);
  });
  test.each([
    ["another group", { apiVersion: "example.com/v1", kind: "Deployment", spec: { template: pod } }],
    ["a group for a core kind", { apiVersion: "apps/v1", kind: "Pod" }],
    ["no template", { apiVersion: "apps/v1", kind: "Deployment", spec: {} }],
    ["no kind", { apiVersion: "v1", spec: pod.spec }],
  ])("%s: none", (_, object) => expect(podTemplatesOf(object)).toEqual([]));

  test("whatever is passed: a list, or an INVALID_INPUT where it cannot be looked at", () => {
    const whole = { apiVersion: "v1", kind: "List", items: [{ apiVersion: "batch/v1", kind: "Job", spec: { template: pod } }] };
    for (const [, bad] of junk) {
      for (const broken of spoilt(whole, bad)) {
        try {
          expect(Array.isArray(podTemplatesOf(broken))).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(MigError);
        }
      }
    }
  });
});

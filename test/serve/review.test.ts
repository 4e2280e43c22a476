import { describe, expect, it } from "vitest";
import { reviewAdmission } from "../../src/admission/index.js";
import { line } from "../cli/program.js";
import { reviewOf, VIEW } from "./support.js";

const pod = (resource: string) => ({
  metadata: { name: "p" },
  spec: { containers: [{ name: "c", resources: { limits: { [resource]: 1 } } }] },
});
const review = (resource: string) =>
  reviewOf(pod(resource)).replace('"operation"', '"kind":{"group":"","version":"v1","kind":"Pod"},"operation"');

const files = {
  "nodes.json": JSON.stringify(VIEW),
  "good.json": review("nvidia.com/mig-1g.5gb"),
  "bad.json": review("nvidia.com/mig-3g.40gb"),
  "rules.yaml": "rules: {UNKNOWN_PROFILE: warn}\n",
  "none.json": "{}",
};

describe("migpack review", () => {
  it("answers one review, and its status tells how", async () => {
    expect(await line("review --nodes nodes.json good.json", { files })).toMatchObject({ status: 0, out: "allowed\n" });
    const denied = await line("review --nodes nodes.json bad.json", { files });
    expect([denied.status, denied.err]).toEqual([1, ""]);
    expect(denied.out).toMatch(/^denied \(422\): .*3g\.40gb/);
    const { status, out } = await line("review --nodes nodes.json --json bad.json", { files });
    expect([status, JSON.parse(out)]).toEqual([1, reviewAdmission(JSON.parse(files["bad.json"]), VIEW)]);
  });

  it("obeys rules", async () => {
    const { status, out } = await line("review --nodes nodes.json --rules rules.yaml bad.json", { files });
    expect([status, out]).toEqual([0, expect.stringMatching(/^allowed\nwarning: .*3g\.40gb/)]);
  });

  it("reads standard input", async () => {
    const { status } = await line("review --nodes nodes.json", { files: { ...files, "-": files["good.json"] } });
    expect(status).toBe(0);
  });

  it("does not answer what is no review", async () => {
    const { status, err } = await line("review --nodes nodes.json none.json", { files });
    expect([status, err]).toEqual([2, expect.stringMatching(/^migpack: none\.json: an AdmissionReview of [^\n]+\n$/)]);
  });
});

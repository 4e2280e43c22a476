import { describe, expect, it } from "vitest";
import { checkText } from "../../src/check/check.js";
import { junk } from "../support/junk.js";

const FILE = `version: v1
mig-configs:
  good:
  - devices: all
    mig-enabled: true
    mig-devices:
      1g.10gb: 7
  bad:
  - devices: all
    mig-enabled: true
    mig-devices:
      1g.10gb: 8
`;
const NODES = [{ name: "gpu-1", strategy: "mixed" as const, gpus: [{ model: "H100-80GB", mig: [] }] }];

function check(text: string, nodes: typeof NODES = []) {
  return checkText(text, { name: "f.yaml", cluster: { nodes } });
}
/** "line:column CODE" of each finding. */
function told(text: string, nodes?: typeof NODES) {
  return check(text, nodes).findings.map(({ position, code }) => `${position?.line}:${position?.column} ${code}`);
}
const indented = (text: string, by: number) => text.replace(/^(?=.)/gm, " ".repeat(by));

describe("checkText", () => {
  it("checks a mig-parted file", () => {
    expect(check(FILE).kinds).toEqual(["mig-parted"]);
    expect(told(FILE, NODES)).toEqual(["12:7 IMPOSSIBLE_LAYOUT"]);
  });

  it("finds the same inside a ConfigMap, at its place there", () => {
    const map = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n  notes.txt: "a: [b"\n  config.yaml: |\n${indented(FILE, 4)}`;
    const { kinds, findings } = check(map, NODES);
    expect(kinds).toEqual(["mig-parted"]);
    expect(findings.map(({ position }) => position)).toEqual([{ line: 12 + 6, column: 7 + 4 }]);
    expect(findings[0]?.path.slice(0, 3)).toEqual(["data", "config.yaml", "mig-configs"]);
  });

  it("says what mig-parted itself refuses", () => {
    const { findings } = check("version: v2\nmig-configs: {}\n");
    expect(findings).toEqual([
      expect.objectContaining({ severity: "error", code: "REFUSED", message: expect.stringContaining("unknown version: v2") }),
    ]);
  });

  it("takes a file with a slip in its key for mig-parted's, which refuses it", () => {
    expect(check("version: v1\nmig-config: {c: []}\n").findings).toEqual([
      expect.objectContaining({ code: "REFUSED", message: expect.stringContaining("unexpected field: mig-config") }),
    ]);
    expect(() => check("mig-config: {c: []}\n")).toThrow("nothing that migpack checks");
  });

  it("goes through documents and Lists", () => {
    const pod = (name: string, key: string) =>
      `{apiVersion: v1, kind: Pod, metadata: {name: ${name}}, spec: {containers: [{name: c, resources: {limits: {nvidia.com/${key}: 1}}}]}}`;
    const text = `${pod("a", "mig-1g.10gb")}\n---\napiVersion: v1\nkind: List\nitems:\n- ${pod("b", "mig-3g.20gb")}\n- {apiVersion: v1, kind: Service}\n---\n---\nmig: {strategy: bogus}\n`;
    const { kinds, findings } = check(text, NODES);
    expect(kinds).toEqual(["workload", "workload", "operator"]);
    expect(findings.map(({ position, code, severity }) => [position?.line, severity, code])).toEqual([
      [6, "error", "UNKNOWN_PROFILE"],
      [10, "error", expect.any(String)],
    ]);
  });

  it("checks values with a mig-parted file in them", () => {
    const values = `migManager:\n  config:\n    name: mine\n    create: true\n    data:\n      config.yaml: |\n${indented(FILE, 8)}`;
    expect(check(values, NODES).kinds).toEqual(["operator", "mig-parted"]);
    expect(told(values, NODES).at(-1)).toBe("18:15 IMPOSSIBLE_LAYOUT");
  });

  it("checks a device-plugin config, alone and in a ConfigMap", () => {
    const config = "version: v1\nsharing:\n  timeSlicing:\n    resources:\n    - name: nvidia.com/gpu\n      replicas: 1\n";
    expect(check(config).findings).toEqual([
      expect.objectContaining({ severity: "error", message: expect.stringContaining("replicas must be >= 2") }),
    ]);
    const map = `apiVersion: v1\nkind: ConfigMap\ndata:\n  any: |\n${indented(config, 4)}`;
    expect(check(map).kinds).toEqual(["device-plugin"]);
    expect(check(map).findings[0]?.position?.line).toBeGreaterThan(4);
    // What the library itself gives for "nothing" the plugin refuses in a file.
    const empty = "version: v1\nsharing:\n  timeSlicing: {}\n";
    expect(told(empty)).toEqual(["3:3 INVALID_CONFIG"]);
    expect(told(`apiVersion: v1\nkind: ConfigMap\ndata:\n  any: |\n${indented(empty, 4)}`)).toEqual(["7:7 INVALID_CONFIG"]);
  });

  it("checks a mig-parted file as a later document too, and says that mig-parted would not", () => {
    const pod = "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: []}}\n---\n";
    const { kinds, findings } = check(`${pod}${FILE}`, NODES);
    expect(kinds).toEqual(["workload", "mig-parted"]);
    expect(findings.map(({ code, position, severity }) => [code, position?.line, severity])).toEqual([
      ["NOT_FIRST_DOCUMENT", 3, "warning"],
      ["IMPOSSIBLE_LAYOUT", 14, "error"],
    ]);
    expect(told(`${FILE}---\n{apiVersion: v1, kind: Service}\n`, NODES)).toEqual(["12:7 IMPOSSIBLE_LAYOUT"]);
    // Each by itself, and not the first one again.
    expect(told(`${FILE}---\nversion: v1\nmig-configs: {c: [{devices: all, mig-enabled: false}]}\n`, NODES)).toEqual([
      "12:7 IMPOSSIBLE_LAYOUT",
      "14:1 NOT_FIRST_DOCUMENT",
    ]);
  });

  it("refuses what it does not know, and says what it knows", () => {
    for (const text of ["", "a: 1", "[]", "{apiVersion: v1, kind: Service}", "{apiVersion: v1, kind: ConfigMap, data: {a: b}}"]) {
      expect(() => check(text), text).toThrow(
        expect.objectContaining({ code: "INVALID_INPUT", message: expect.stringContaining("mig-parted config") }),
      );
    }
  });

  it("throws nothing but MigError", () => {
    for (const [name, bad] of junk) {
      try {
        // @ts-expect-error junk
        checkText(bad, { name: "x", cluster: { nodes: [] } });
      } catch (error) {
        expect(error, name).toMatchObject({ name: "MigError" });
      }
    }
  });
});

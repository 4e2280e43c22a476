import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readFirstDocument, type SourceDocument } from "../../src/documents/yaml.js";
import type { Path } from "../../src/error.js";

function read(text: string): SourceDocument {
  const document = readFirstDocument(text, "x");
  if (document === null) throw new Error("the text is empty");
  return document;
}

const CONFIG = `version: v1
mig-configs:
  one: &one
    - devices: [0, 1]
      mig-devices: {"1g.10gb": 7}
  two: *one
  one: []
`;

describe("places", () => {
  test.each<[Path, number, number]>([
    [[], 1, 1],
    [["mig-configs"], 2, 1],
    [["mig-configs", "two"], 6, 3],
    [["mig-configs", "two", 0, "devices"], 4, 7],
    [["mig-configs", "two", 0, "devices", 1], 4, 20],
    [["mig-configs", "two", 0, "mig-devices", "1g.10gb"], 5, 21],
    // The last of repeated keys.
    [["mig-configs", "one"], 7, 3],
    // As far as it exists.
    [["mig-configs", "two", 0, "nothing", "at", "all"], 4, 7],
    [["nothing"], 1, 1],
    [["version", 0], 1, 1],
  ])("%j stands at %i:%i", (path, line, column) => {
    expect(read(CONFIG).positionOf(path)).toEqual({ line, column });
  });

  test("what is merged in stands where it is written", () => {
    const document = read("a: &a\n  k: 1\nb:\n  <<: *a\n  l: 2\n");
    expect(document.value).toEqual({ a: { k: 1 }, b: { k: 1, l: 2 } });
    expect(document.positionOf(["b", "k"])).toEqual({ line: 2, column: 3 });
  });

  test("keys that are no texts", () => {
    expect(read("1: a\nyes:\n  2.50: b\n").positionOf(["true", "2.5"])).toEqual({ line: 3, column: 3 });
  });

  test("lines of Windows, behind a byte order mark", () => {
    expect(read("\ufeffa: 1\r\nb:\r\n  c: 2\r\n").positionOf(["b", "c"])).toEqual({ line: 3, column: 3 });
  });

  test("every key of printed JSON stands where it is printed", () => {
    const keys = fc.string({ unit: fc.constantFrom("a", "b", "Z", "9", " ", ":", "#", "-"), minLength: 1, maxLength: 6 });
    const tree = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 3 },
        fc.nat(),
        fc.array(tie("node"), { maxLength: 3 }),
        fc.dictionary(keys, tie("node"), { maxKeys: 4 }),
      ),
    })).node;
    fc.assert(
      fc.property(tree, (value) => {
        const text = JSON.stringify(value, null, 2);
        const lines = text.split("\n");
        const document = read(text);
        for (const { path, shown } of places(value, [])) {
          const { line, column } = document.positionOf(path) ?? { line: 0, column: 0 };
          expect(lines[line - 1]?.slice(column - 1).startsWith(shown)).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });
});

/** What one should see at each path. */
function places(value: unknown, path: Path): { path: Path; shown: string }[] {
  if (Array.isArray(value))
    return value.flatMap((each, i) => [
      { path: [...path, i], shown: JSON.stringify(each)[0] ?? "" },
      ...places(each, [...path, i]),
    ]);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => [
    { path: [...path, key], shown: `${JSON.stringify(key)}:` },
    ...places(each, [...path, key]),
  ]);
}

describe("places in texts within texts", () => {
  const map =
    "data:\n  plain: a\n  config.yaml: |\n    version: v1\n    x:\n      z: 1\n  lead: |2\n\n      z: 1\n  kept: |+ # note\n    w\n";

  test.each<[string, number, number, number, number]>([
    ["config.yaml", 1, 1, 4, 5],
    ["config.yaml", 3, 3, 6, 7],
    ["lead", 2, 3, 9, 7],
    ["kept", 1, 1, 11, 5],
    // A text on one line has no lines of its own.
    ["plain", 1, 1, 2, 3],
    ["nothing", 5, 5, 1, 1],
  ])("%s %i:%i stands at %i:%i", (key, line, column, wholeLine, wholeColumn) => {
    expect(read(map).positionInside(["data", key], { line, column })).toEqual({ line: wholeLine, column: wholeColumn });
  });

  test("a document in a document, key by key", () => {
    const document = read(map);
    const { data } = document.value as { data: Record<string, string> };
    const inner = read(data["config.yaml"] ?? "");
    const at = inner.positionOf(["x", "z"]) ?? { line: 0, column: 0 };
    expect(map.split("\n")[(document.positionInside(["data", "config.yaml"], at)?.line ?? 0) - 1]).toBe("      z: 1");
  });
});

describe("repeated keys", () => {
  test.each<[string, Path[]]>([
    ["a: 1\nb: 2\n", []],
    ["a: 1\na: 2\na: 3\n", [["a"], ["a"]]],
    ["a:\n  - b: 1\n    b: 2\n", [["a", 0, "b"]]],
    ["{1: a, 0x1: b, '1': c}", [["1"], ["1"]]],
    ["yes: 1\ntrue: 2\n", [["true"]]],
    // A merge repeats nothing, and an alias not what it means.
    ["x: &x {k: 1}\nz: {<<: *x, k: 2}\n", []],
    ["x: &x {k: 1, k: 2}\nz: *x\n", [["x", "k"]]],
  ])("%j", (text, repeated) => {
    expect(read(text).repeated).toEqual(repeated);
  });
});

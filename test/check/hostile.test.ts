/** Files made to be slow or to break what reads them: findings, or a refusal on one line. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { hostileFiles } from "../../bench/hostile-files.js";
import { checkText } from "../../src/check/check.js";
import { run } from "../../src/cli/main.js";
import { processIo } from "../../src/cli/process-io.js";

const world = processIo();

/** The program on a file that exists, with its real way of reading one. */
async function check(bytes: Buffer): Promise<{ status: number; out: string; err: string }> {
  const folder = mkdtempSync(join(tmpdir(), "migpack-"));
  const file = join(folder, "f.yaml");
  writeFileSync(file, bytes);
  const said = { out: "", err: "" };
  const io = {
    ...world,
    out: async (text: string) => void (said.out += text),
    err: (text: string) => void (said.err += text),
  };
  try {
    return { status: await run(["check", file], io), ...said };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Of the files that are read to their end those that have something to find; `npm run bench:hostile` has all. */
const READ = /(?:one config|thousands of configs|thousands of filters|thousands of resources), as many as are read$/;

describe("hostile files", () => {
  const files = [...hostileFiles((kind) => READ.test(kind) || !kind.endsWith("as many as are read"))].map(
    ({ kind, bytes }) => [kind, bytes] as const,
  );

  test("are of many kinds, and no larger than a ConfigMap but for one", () => {
    expect(files.length).toBeGreaterThan(50);
    expect(files.filter(([, bytes]) => bytes.length > 1_048_576).map(([kind]) => kind)).toEqual(["a byte more than 1 MiB"]);
    expect(files.filter(([kind]) => READ.test(kind)).length).toBeGreaterThan(2);
  });

  test.each(files)("%s", { timeout: 300_000 }, async (kind, bytes) => {
    const { status, out, err } = await check(bytes);
    if (READ.test(kind)) expect(status).not.toBe(2);
    if (status === 2) {
      expect(err).toMatch(/^migpack: [^\n]+\n$/);
      expect(out).toBe("");
    } else {
      expect([0, 1]).toContain(status);
      expect(err).toBe("");
      expect(out.length).toBeGreaterThan(10);
    }
  });
});

describe("what there is too much of", () => {
  const cluster = { nodes: [] };
  const told = (text: string) => checkText(text, { name: "f.yaml", cluster }).findings.map(({ code }) => code);

  test("objects", () => {
    const values = (count: number) => "mig: {strategy: mixed}\n---\n".repeat(count);
    expect(told(values(1000))).toEqual(expect.any(Array));
    expect(() => told(values(1001))).toThrow("f.yaml: 1001 objects");
  });

  test("files in ConfigMaps", () => {
    const map = (count: number) =>
      `apiVersion: v1\nkind: ConfigMap\ndata:\n${Array.from({ length: count }, (_, i) => `  f${i}: "{version: v1, mig-configs: {c: [{devices: all, mig-enabled: false}]}}"\n`).join("")}`;
    expect(told(map(999))).toEqual([]);
    expect(() => told(map(1000))).toThrow("split the file");
  });

  test("filters that nothing matches are told together", () => {
    const file = (count: number) =>
      `version: v1\nmig-configs: {c: [{devices: all, mig-enabled: false, device-filter: [${Array.from({ length: count }, (_, i) => `"A${i}"`).join()}]}]}\n`;
    expect(told(file(8)).filter((code) => code === "UNREADABLE_FILTER")).toHaveLength(8);
    expect(told(file(9)).filter((code) => code === "UNREADABLE_FILTER")).toHaveLength(1);
  });
});

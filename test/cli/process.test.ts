import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const BIN = join(import.meta.dirname, "../../src/cli/bin.ts");

/** TypeScript in worker threads too. */
const EVERY_THREAD = join(import.meta.dirname, "../support/every-thread.mjs");

interface How {
  readonly input?: string;
  /** Closes its output after so many bytes. */
  readonly take?: number;
  /** It gets the signal of Ctrl-C so many milliseconds after it has begun to listen for it. */
  readonly interrupt?: number;
}

/** The program as a process of its own. */
function start(args: readonly string[], { input = "", take = Number.POSITIVE_INFINITY, interrupt }: How = {}) {
  const listen = `process.on("newListener", (e) => e === "SIGINT" && setTimeout(() => process.kill(process.pid, e), ${interrupt}))`;
  const imports = [EVERY_THREAD, ...(interrupt === undefined ? [] : [`data:text/javascript,${encodeURIComponent(listen)}`])];
  const child = spawn(process.execPath, [...imports.map((one) => `--import=${one}`), BIN, ...args], {
    cwd: join(import.meta.dirname, "../.."),
  });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk.toString();
    if (out.length >= take) child.stdout.destroy();
  });
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  return new Promise<{ status: number | null; out: string; err: string }>((resolve) =>
    child.on("close", (status) => resolve({ status, out, err })),
  );
}

describe("as a process", () => {
  it("answers yes, no and wrong", async () => {
    const [yes, no, wrong] = await Promise.all([
      start(["fit", "A30-24GB", "2g.12gb"]),
      start(["fit", "A30-24GB", "2g.12gb@0", "4g.24gb"]),
      start(["fit", "A31", "x"]),
    ]);
    expect([yes.status, no.status, wrong.status]).toEqual([0, 1, 2]);
    expect([yes.err, no.err, wrong.out]).toEqual(["", "", ""]);
    expect(wrong.err).toMatch(/^migpack: [^\n]+\n$/);
    expect(yes.out).not.toContain("\u001b");
  });

  it("reads standard input, and no more of it than it takes", async () => {
    const { status, out } = await start(["pack", "-", "--json"], { input: '{"model":"A30-24GB","demand":{"1g.6gb":4}}' });
    expect([status, JSON.parse(out).gpus]).toEqual([0, 1]);
    const large = await start(["pack", "-"], { input: " ".repeat(9_000_000) });
    expect(large).toEqual({ status: 2, out: "", err: "migpack: standard input: larger than 8 MB, and not read\n" });
  });

  it("reads no bytes that are no UTF-8", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "migpack-")), "utf-16.yaml");
    writeFileSync(file, Buffer.from("\uFEFFversion: v1\n", "utf16le"));
    const { status, err } = await start(["check", file]);
    expect([status, err]).toEqual([2, `migpack: ${file}: not UTF-8, and not read: save it as that\n`]);
  });

  it("reads and writes files", async () => {
    const folder = mkdtempSync(join(tmpdir(), "migpack-"));
    writeFileSync(join(folder, "d.yaml"), "\uFEFFmodel: A30-24GB\ndemand: {1g.6gb: 5}\n");
    expect((await start(["min", join(folder, "d.yaml")])).out).toContain("2 GPUs of A30-24GB");
    expect((await start(["render", "A30-24GB", "--svg", join(folder, "a.svg")])).status).toBe(0);
    expect(readFileSync(join(folder, "a.svg"), "utf8")).toMatch(/^<svg /);
    expect((await start(["min", join(folder, "none.yaml")])).err).toMatch(/none\.yaml: no such file\n$/);
    expect((await start(["render", "A30-24GB", "--svg", folder])).err).toMatch(/is a directory\n$/);
  });

  it("ends quietly when its reader has seen enough", async () => {
    const folder = mkdtempSync(join(tmpdir(), "migpack-"));
    const profiles = [1, 2].map((size) => ({
      name: `p${size}`,
      computeSlices: size,
      memorySlices: size,
      starts: [...Array(17 - size).keys()],
    }));
    writeFileSync(join(folder, "m.json"), JSON.stringify({ name: "m", memorySlices: 16, computeSlices: 16, profiles }));
    const { status, err } = await start(["layouts", join(folder, "m.json")], { take: 100 });
    expect([status, err]).toEqual([0, ""]);
  });

  describe("simulates on threads", () => {
    const spec = {
      fleet: [{ model: "A30-24GB", count: 5 }],
      mix: "uniform",
      load: 0.9,
      arrivals: 500,
      seeds: [1, 2, 3],
      scores: ["driver", "mfi"],
    };

    it("as on one, bit for bit", async () => {
      const input = JSON.stringify(spec);
      const [one, two, many] = await Promise.all(
        ["1", "2", "99"].map((jobs) => start(["simulate", "-", "--jobs", jobs, "--json"], { input })),
      );
      expect([one?.status, one?.err]).toEqual([0, ""]);
      expect(JSON.parse(one?.out ?? "").runs).toHaveLength(6);
      expect([two, many]).toEqual([one, one]);
    });

    it.each(["1", "2"])("and ends %s of them quietly when it is interrupted", async (jobs) => {
      // An hour of work.
      const input = JSON.stringify({ ...spec, arrivals: 2 ** 30 });
      expect(await start(["simulate", "-", "--jobs", jobs], { input, interrupt: 1500 })).toEqual({
        status: 130,
        out: "",
        err: "",
      });
    });
  });
});

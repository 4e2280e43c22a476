import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type FleetProblem, planFleet, whatIf } from "../../src/index.js";
import { line } from "./program.js";

const example = readFileSync(new URL("../../examples/fleet-problem.yaml", import.meta.url), "utf8");
const problem: FleetProblem = parse(example);
const files = { "p.yaml": example };

const SHORT = { pools: [{ model: "A30-24GB", limit: 1 }], requests: [{ count: 6, accepts: { minMemoryMiB: 5000 } }] };

describe("migpack plan", () => {
  it("prints the plan of the library as JSON", async () => {
    const { status, out, err } = await line("plan p.yaml --json", { files });
    expect([status, err]).toEqual([0, ""]);
    expect(JSON.parse(out)).toEqual(await planFleet(problem));
  });

  it("prints it for people", async () => {
    const { status, out } = await line("plan p.yaml", { files });
    expect(status).toBe(0);
    expect(out).toMatchSnapshot();
  });

  it("says what cannot be served, with status 1", async () => {
    const { status, out, err } = await line("plan -", { files: { "-": JSON.stringify(SHORT) } });
    expect([status, err]).toEqual([1, ""]);
    expect(out).toMatchSnapshot();
    expect((await line("plan - --json", { files: { "-": JSON.stringify(SHORT) } })).status).toBe(1);
  });

  it("says what one more GPU would bring", async () => {
    const { status, out } = await line("plan - --what-if", { files: { "-": JSON.stringify(SHORT) } });
    expect(status).toBe(0);
    expect(out).toBe(
      [
        "POOL  MODEL     MORE SERVED  ROOM FOR",
        "0     A30-24GB            2  4 x 1g.6gb or 2 x 1g.6gb+me or 2 x 2g.12gb or 2 x 2g.12gb+me or 1 x 4g.24gb",
        "",
      ].join("\n"),
    );
    const json = await line("plan p.yaml --what-if --json", { files });
    expect(JSON.parse(json.out)).toEqual(await whatIf(problem));
  });

  it("stops when it is told, and says how far it is", async () => {
    const { status, out } = await line("plan p.yaml --time-limit 0", { files });
    expect(status).toBe(0);
    expect(out).toMatch(/^\d+ new GPUs for [\d,]+; whether something cheaper serves all is open\.\n/);
    expect((await line("plan p.yaml --time-limit soon", { files })).err).toMatch(/--time-limit: a whole number/);
  });

  it("shows on a terminal how far it is, and leaves the line as it was", async () => {
    const { err } = await line("plan p.yaml", { files, progress: true });
    const shown = err.split("\r\u001b[K");
    expect(shown.at(-2)).toBe("best so far 1,392,000, at least 1,392,000");
    expect(shown.at(-1)).toBe("");
  });

  it("says what is wrong, and where", async () => {
    const wrong = { ...SHORT, pools: [{ model: "A30-24GB", price: -1 }, { modle: "A30" }] };
    const { status, out, err } = await line("plan p.json", { files: { "p.json": JSON.stringify(wrong) } });
    expect([status, out]).toEqual([2, ""]);
    expect(err).toBe('migpack: p.json: not a valid fleetProblem: pools[1]: there is no key "modle" here (and 2 more)\n');
  });
});

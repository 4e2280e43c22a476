import { describe, expect, it } from "vitest";
import { barText } from "../../src/cli/simulation/progress.js";
import { type SimulationSpec, simulate } from "../../src/index.js";
import { line, migpack } from "./program.js";

const SPEC = {
  fleet: [{ model: "A100-40GB", count: 4 }],
  mix: "uniform",
  load: 0.9,
  arrivals: 300,
  seeds: [5, 1, 9, 3],
  scores: ["driver", "mfi", "least-loss"],
  movesPerReject: 1,
} as const satisfies SimulationSpec;
const spec = { "spec.json": JSON.stringify(SPEC) };

/** What the program prints; a call that is right. */
async function printed(text: string, world?: Parameters<typeof line>[1]): Promise<string> {
  const { status, out, err } = await line(text, world);
  expect([status, err]).toEqual([0, ""]);
  return out;
}

/** What it says of a call that is wrong. */
async function refused(text: string, world?: Parameters<typeof line>[1]): Promise<string> {
  const { status, out, err } = await line(text, world);
  expect([status, out]).toEqual([2, ""]);
  expect(err).toMatch(/^migpack: [^\n]+\n$/);
  return err.slice("migpack: ".length).trimEnd();
}

describe("migpack simulate", () => {
  it("prints the report of the library as JSON", async () => {
    const out = await printed("simulate spec.json --json", { files: spec });
    expect(JSON.parse(out)).toEqual(JSON.parse(JSON.stringify(await simulate(SPEC))));
  });

  it("prints it for people", async () => {
    expect(await printed("simulate spec.json", { files: spec })).toMatchSnapshot();
    const single = { ...SPEC, seeds: [1], scores: ["mfi", "driver"], movesPerReject: 0, lifetimes: "none" };
    expect(await printed("simulate -", { files: { "-": JSON.stringify(single) } })).toMatchSnapshot();
  });

  it("writes it to a file", async () => {
    const { status, out, written } = await line("simulate spec.json --out report.json", { files: spec });
    expect([status, out]).toEqual([0, await printed("simulate spec.json", { files: spec })]);
    expect(written).toEqual({ "report.json": await printed("simulate spec.json --json", { files: spec }) });
    expect(await refused("simulate spec.json --out -", { files: spec })).toMatch(/--json prints the report/);
  });

  it("says where a spec is wrong", async () => {
    const say = (change: object) => refused("simulate s.json", { files: { "s.json": JSON.stringify({ ...SPEC, ...change }) } });
    expect(await say({ load: 0 })).toBe("s.json: not a valid simulationSpec: load: more than 0 is needed, not 0");
    expect(await say({ mix: { "1g.11gb": 1 } })).toMatch(
      /^s\.json: not a valid simulationSpec: mix\["1g\.11gb"\]: "1g\.11gb" does/,
    );
    expect(await say({ seeds: [1, 1] })).toMatch(/seeds\[1\]: 1 stands twice/);
    expect(await say({ movesperReject: 1 })).toMatch(/there is no key "movesperReject" here/);
    expect(await say({ fleet: [{ model: "H1", count: 1 }] })).toMatch(/fleet\[0\]\.model: "H1" is no GPU model/);
    expect(await say({ mix: undefined })).toMatch(/mix: the name of a mix or an object .* is needed/);
  });

  it("takes one spec and a sensible number of threads", async () => {
    expect(await refused("simulate spec.json b.json", { files: spec })).toMatch(/^b\.json: one spec .*--merge/);
    expect(await refused("simulate spec.json --jobs 0", { files: spec })).toMatch(/--jobs: 1 to 256 threads, not 0/);
    expect(await refused("simulate spec.json --jobs x", { files: spec })).toMatch(/--jobs: a whole number/);
  });

  it("ends quietly when it is interrupted", async () => {
    const world = { files: spec, interrupt: AbortSignal.abort(), progress: true };
    expect(await line("simulate spec.json", world)).toEqual({ status: 130, out: "", err: "", written: {} });
  });
});

describe("shards", () => {
  const shards = async (of: number) =>
    Promise.all(Array.from({ length: of }, (_, i) => printed(`simulate spec.json --shard ${i}/${of} --json`, { files: spec })));

  it.each([1, 2, 3, 4])("%i of them join to the whole, bit for bit, in any order", async (of) => {
    const whole = await printed("simulate spec.json --json", { files: spec });
    const parts = await shards(of);
    const files = Object.fromEntries(parts.map((part, i) => [`${i}.json`, part]));
    const names = Object.keys(files);
    for (const order of [names, names.toReversed(), [...names.slice(1), ...names.slice(0, 1)]])
      expect(await printed(`simulate --merge ${order.join(" ")} --json`, { files })).toBe(whole);
    expect(await printed(`simulate ${names.join(" ")} --merge`, { files })).toBe(
      await printed("simulate spec.json", { files: spec }),
    );
  });

  it("take the seeds by rank", async () => {
    const parts = await shards(3);
    expect(parts.map((part) => JSON.parse(part).spec.seeds)).toEqual([[1, 9], [3], [5]]);
  });

  it("of a GPU model of one's own join too", async () => {
    const own = {
      name: "mine",
      memorySlices: 4,
      computeSlices: 2,
      profiles: [{ name: "1g.5gb", computeSlices: 1, memorySlices: 2, starts: [0, 2] }],
    };
    const files = { "own.json": JSON.stringify({ ...SPEC, fleet: [{ model: own, count: 3 }], mix: { "1g.5gb": 1 } }) };
    const [a = "", b = ""] = await Promise.all([0, 1].map((i) => printed(`simulate own.json --shard ${i}/2 --json`, { files })));
    const joined = await printed("simulate --merge b a --json", { files: { a, b } });
    expect(joined).toBe(await printed("simulate own.json --json", { files }));
  });

  it("take their number from the environment of an Indexed Job", async () => {
    const env = { JOB_COMPLETION_INDEX: "1" };
    expect(await printed("simulate spec.json --shard /2 --json", { files: spec, env })).toBe((await shards(2))[1]);
    expect(await refused("simulate spec.json --shard /2", { files: spec })).toMatch(
      /--shard \/2: JOB_COMPLETION_INDEX is not set.* such as 0\/2/,
    );
    for (const index of ["2", "", "x", "-1"]) {
      const wrong = { files: spec, env: { JOB_COMPLETION_INDEX: index } };
      expect(await refused("simulate spec.json --shard /2", wrong)).toContain(
        `JOB_COMPLETION_INDEX must be below 2, and is ${JSON.stringify(index)}`,
      );
    }
  });

  it.each([
    ["2", /--shard: I\/N is needed, .* such as 0\/4/],
    ["1/0", /--shard: I\/N is needed/],
    ["a/b", /--shard: I\/N is needed/],
    ["-1/2", /--shard: I\/N is needed/],
    ["2/2", /--shard 2\/2: I counts from 0, so that the shards of 2 are 0\/2 to 1\/2/],
    ["7/8", /--shard 7\/8: no seed is left for it; 4 seeds make at most 4 shards, 0\/4 to 3\/4/],
  ])("--shard %s is refused", async (shard, says) => {
    expect(await refused(`simulate spec.json --shard ${shard}`, { files: spec })).toMatch(says);
  });

  it("that do not belong together are refused, by file", async () => {
    const [a = "", b = ""] = await shards(2);
    const other = b.replace('"load": 0.9', '"load": 0.8');
    const files = { a, b, other, spec: JSON.stringify(SPEC), text: "7" };
    expect(await refused("simulate --merge a other", { files })).toMatch(/^other: spec: differs from the first report/);
    expect(await refused("simulate --merge a b a", { files })).toBe("a: spec.seeds: seed 1 is in a already");
    expect(await refused("simulate --merge a spec", { files })).toMatch(/^spec: version: /);
    expect(await refused("simulate --merge text", { files })).toBe("text: a report is needed, not 7");
    expect(await refused("simulate --merge a c", { files })).toBe("c: no such file");
    expect(await refused("simulate --merge a --jobs 2", { files })).toMatch(/'--merge' cannot be used with option '--jobs/);
  });
});

describe("a trace", () => {
  const base = { fleet: [{ model: "A100-40GB", count: 1 }], scores: ["mfi", "first-fit"] };
  const files = (csv: string, more: object = {}) => ({ "s.json": JSON.stringify({ ...base, ...more }), "t.csv": csv });
  const trace = [
    { arrival: 0, departure: 4, profile: "4g.20gb" },
    { arrival: 1.5, departure: null, profile: "2g.10gb" },
    { arrival: 20, departure: 30, profile: "7g.40gb" },
  ];

  it("is read from CSV as people export it", async () => {
    const csv =
      '\uFEFFid, Profile ,ARRIVAL,departure\r\n1,4g.20gb,0,4\r\n\r\n"2, ""b""",2g.10gb,1.5,\r\n,,,\r\n3,"7g.40gb",2e1,+30.0\r\n';
    const out = await printed("simulate s.json --trace t.csv --json", { files: files(csv) });
    // mix and load may be left out beside a trace; the types ask for them.
    const wanted = await simulate({ ...base, trace } as unknown as SimulationSpec);
    expect(JSON.parse(out)).toEqual(JSON.parse(JSON.stringify(wanted)));
    expect(await printed("simulate s.json --trace t.csv --jobs 4 --json", { files: files(csv) })).toBe(out);
    expect(await printed("simulate s.json --json", { files: files("", { trace }) })).toBe(out);
    expect(await printed("simulate s.json --trace t.csv", { files: files(csv) })).toMatchSnapshot();
  });

  const head = "arrival,departure,profile\n";
  it.each([
    ["", /^t\.csv: is empty; a header with arrival, departure and profile is needed/],
    [head, /^t\.csv: holds no request below its header/],
    ["arrival;departure;profile\n1;2;x\n", /^t\.csv: line 1: no column arrival; .* between commas is needed, not "arrival;dep/],
    ["arrival,profile\n1,1g.5gb\n", /^t\.csv: line 1: no column departure/],
    ["arrival,departure,profile,Profile\n", /^t\.csv: line 1: two columns are called profile/],
    [`${head}1,2,1g.5gb\n\n1,5,2,1g.5gb\n`, /^t\.csv: line 4: 4 fields under 3 columns; .* in quotes/],
    [`${head}1,2\n`, /^t\.csv: line 2: 2 fields under 3 columns/],
    [`${head}noon,2,1g.5gb\n`, /^t\.csv: line 2, column arrival: a number is needed, such as 12\.5, .* not "noon"/],
    [`${head},2,1g.5gb\n`, /^t\.csv: line 2, column arrival: a number is needed/],
    [`${head}1,1e999,1g.5gb\n`, /^t\.csv: line 2, column departure: a number is needed/],
    [`${head}3,2,1g.5gb\n`, /^t\.csv: line 2, column departure: 2 is before the arrival at 3; empty means that it stays/],
    [`${head}1,2,\n`, /^t\.csv: line 2, column profile: a profile is needed/],
    [`${head}1,2,1g.5gb\r\n1,2,1g.6gb\r\n`, /^t\.csv: line 3, column profile: "1g\.6gb" does not exist on A100-40GB; 1g\.5gb/],
    [`${head}1,2,"1g.5gb\n`, /^t\.csv: line 2: a quote is opened and not closed/],
    [`${head}1,2,1g"5gb\n`, /^t\.csv: line 2: a quote stands inside a field/],
  ])("%j is refused", async (csv, says) => {
    expect(await refused("simulate s.json --trace t.csv", { files: files(csv) })).toMatch(says);
  });

  it("stands in one place", async () => {
    const csv = `${head}1,2,1g.5gb\n`;
    expect(await refused("simulate s.json --trace t.csv", { files: files(csv, { trace }) })).toMatch(/^s\.json: has a trace/);
    expect(await refused("simulate - --trace -", { files: { "-": "" } })).toMatch(/standard input cannot be both/);
    expect(await refused("simulate s.json --trace t.csv", { files: { "s.json": "7", "t.csv": csv } })).toMatch(
      /^s\.json: not a valid simulationSpec: an object is needed, not 7/,
    );
    expect(await refused("simulate s.json --trace t.csv --shard 1/2", { files: files(csv) })).toMatch(
      /one seed makes one shard, 0\/1/,
    );
  });
});

describe("progress", () => {
  it("tells the share and the time left", () => {
    expect(barText(0, 100, 5)).toMatchInlineSnapshot(`"  0% ░░░░░░░░░░░░░░░░░░░░░░░░"`);
    expect(barText(42, 100, 4200)).toMatchInlineSnapshot(`" 42% ██████████░░░░░░░░░░░░░░ 6 s left"`);
    expect(barText(1, 100, 60_000)).toMatchInlineSnapshot(`"  1% ░░░░░░░░░░░░░░░░░░░░░░░░ 1 h 39 min left"`);
    expect(barText(1, 1000, 60_000)).toMatchInlineSnapshot(`"  0% ░░░░░░░░░░░░░░░░░░░░░░░░"`);
    expect(barText(100, 100, 60_000)).toMatchInlineSnapshot(`"100% ████████████████████████ 0 s left"`);
  });

  it("stands on a terminal only, on one line, and is gone at the end", async () => {
    const files = { "spec.json": JSON.stringify({ ...SPEC, arrivals: 300_000, movesPerReject: 0 }) };
    const seen = await migpack(["simulate", "spec.json", "--json"], { files, progress: true });
    expect(seen.status).toBe(0);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences start with one
    expect(seen.err).toMatch(/^(\r\u001b\[K *\d+% [█░]{24}( \d+ (s|min) left)?)+\r\u001b\[K$/);
    const quiet = await migpack(["simulate", "spec.json", "--json"], { files });
    expect([quiet.err, quiet.out]).toEqual(["", seen.out]);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fragment } from "../../../bench/fragmented-fleet.js";
import { random } from "../../../bench/random.js";
import {
  type Compaction,
  type CompactOptions,
  compact,
  defineGpuModel,
  Fleet,
  type GpuModel,
  type GpuStart,
  gpuModel,
  MigError,
  type Step,
} from "../../../src/index.js";
import { full, minutes } from "../../support/full.js";
import { junk, spoilt } from "../../support/junk.js";
import { fewestMoves } from "../../support/oracle/compact.js";
import { spotsOfLayout } from "../../support/oracle/geometry.js";
import { whyNotPlain } from "../../support/oracle/plain-data.js";
import { Replay } from "../../support/oracle/replay.js";
import { arbitrarySpec } from "../../support/random-model.js";

/** A fleet of one model that requests and departures have left fragmented. */
function scene(seed: number, model: GpuModel, gpus: number, full: number) {
  const next = random(seed);
  const int = (end: number) => Math.floor(next() * end);
  const fleet = new Fleet([{ model, count: gpus }], { score: "worst-fit" });
  const some = fleet.profileNames.filter((name) => !name.includes("+") || next() < 0.2);
  const profiles = some.length > 0 ? some : fleet.profileNames;
  const placed: GpuStart[] = [];
  for (let i = 0; i < gpus * 12; i++) {
    const at = next() < 0.7 ? fleet.place(profiles[int(profiles.length)] ?? "") : null;
    if (at !== null) placed.push(at);
    else if (placed.length > 0) fleet.release(placed.splice(int(placed.length), 1)[0] ?? { gpu: -1, start: 0 });
  }
  const keep = Math.floor(placed.length * full);
  while (placed.length > keep) fleet.release(placed.splice(int(placed.length), 1)[0] ?? { gpu: -1, start: 0 });
  return { model, fleet, placed, next, int };
}

interface Judged {
  readonly plan: Compaction;
  readonly replay: Replay;
}

/** Judges a plan by the oracle and by carrying it out. */
async function judge(
  { model, fleet }: Pick<ReturnType<typeof scene>, "model" | "fleet">,
  options: CompactOptions = {},
  unavailable: ReadonlySet<number> = new Set(),
): Promise<Judged> {
  const { pinned = [], maxMoves = Number.POSITIVE_INFINITY } = options;
  const before = JSON.stringify(fleet);
  const plan = await compact(fleet, options);
  expect(JSON.stringify(fleet)).toBe(before);
  expect(whyNotPlain(plan)).toBeNull();
  const gpus = Array.from({ length: fleet.size }, (_, gpu) => {
    const running = spotsOfLayout(model, fleet.layout(gpu));
    const isPinned = (start: number) => pinned.some((pin) => pin.gpu === gpu && pin.start === start);
    return { running, available: !unavailable.has(gpu), pinned: running.filter(({ start }) => isPinned(start)) };
  });
  const fewest = fewestMoves(model, gpus);
  const inUse = gpus.filter(({ running }) => running.length > 0).length;
  const within = (used: number) => fewest[used] !== null && fewest[used] !== undefined && (fewest[used] ?? 0) <= maxMoves;
  const least = Array.from({ length: inUse + 1 }, (_, used) => used).findIndex(within);
  expect([plan.gpusBefore, plan.gpusAfter, plan.gpusBound]).toEqual([inUse, least, least]);
  expect([plan.optimal, plan.movesBound]).toEqual([true, fewest[least]]);
  const replay = Replay.of(fleet, new Array(fleet.size).fill(model), unavailable).run(plan.moves);
  expect([replay.inUse, replay.moved().length]).toEqual([least, fewest[least]]);
  expect(pinned.filter((pin) => replay.moved().some(({ gpu, start }) => pin.gpu === gpu && pin.start === start))).toEqual([]);
  // An instance set aside on the way is touched twice, and only as far as maxMoves allows.
  const touches = [...replay.touched.values()].reduce((sum, count) => sum + count, 0);
  expect(touches).toBeLessThanOrEqual(maxMoves);
  expect(plan.frontier).toEqual(
    Array.from({ length: inUse - least }, (_, i) => ({
      freed: i + 1,
      moves: fewest[inUse - i - 1],
      bound: fewest[inUse - i - 1],
    })),
  );
  return { plan, replay };
}

describe("least GPUs, then fewest moves, as trying everything finds them", () => {
  it.each([
    ["A30-24GB", {}, 6, 150],
    ["RTX-PRO-6000-96GB", {}, 4, 60],
    ["A100-40GB", {}, 4, 40],
    // Where one profile alone starts at a slice, two of it side by side are neighbours by number as well.
    ["A100-40GB", { driver: 450 }, 4, 60],
  ] as const)("on fleets of %s, %o", { timeout: minutes(60, 5) }, async (name, options, most, scenes) => {
    const model = gpuModel(name, options);
    let moved = 0;
    for (let seed = 1; seed <= full(20, 1) * scenes; seed++) {
      const { plan } = await judge(scene(seed, model, 2 + (seed % (most - 1)), 0.3 + (seed % 7) / 12));
      moved += plan.movesBound;
    }
    expect(moved).toBeGreaterThan(scenes / 3);
  });

  it.each(["A30-24GB", "A100-40GB"])(
    "with pins, GPUs that take nothing new, and a limit to moves, on %s",
    { timeout: minutes(60, 5) },
    async (name) => {
      let [freed, held] = [0, 0];
      for (let seed = 1; seed <= full(1000, 40); seed++) {
        const at = scene(seed, gpuModel(name), 2 + (seed % 3), 0.5 + (seed % 5) / 10);
        const unavailable = new Set<number>();
        for (let gpu = 0; gpu < at.fleet.size; gpu++) if (at.next() < 0.15) unavailable.add(gpu);
        for (const gpu of unavailable) at.fleet.setAvailable(gpu, false);
        const pinned = at.placed.filter(() => at.next() < 0.2);
        const maxMoves = seed % 2 === 0 ? at.int(3) : undefined;
        const { plan } = await judge(at, { pinned, ...(maxMoves === undefined ? {} : { maxMoves }) }, unavailable);
        freed += plan.gpusBefore - plan.gpusAfter;
        held += pinned.length;
      }
      expect(freed).toBeGreaterThan(8);
      expect(held).toBeGreaterThan(8);
    },
  );

  it("on models that no one would build", { timeout: minutes(60, 5) }, async () => {
    const limits = { maxMemorySlices: 6, maxProfiles: 3, maxLayouts: 60 };
    await fc.assert(
      fc.asyncProperty(arbitrarySpec(limits), fc.integer(), async (spec, seed) => {
        const at = scene(seed, defineGpuModel(spec), 2 + (Math.abs(seed) % 3), 0.6);
        const pinned = at.placed.filter(() => at.next() < 0.1);
        await judge(at, { pinned });
      }),
      { numRuns: full(3000, 150) },
    );
  });
});

describe("fleets of several models", () => {
  it("free what each model can free, where that costs least", async () => {
    const models = [gpuModel("A30-24GB"), gpuModel("A100-40GB")];
    for (let seed = 1; seed <= full(200, 12); seed++) {
      const scenes = models.map((model, i) => scene(seed * 2 + i, model, 2 + (seed % 3), 0.4));
      const fleet = new Fleet(
        scenes.flatMap(({ model, fleet }) =>
          Array.from({ length: fleet.size }, (_, gpu) => ({ model, layout: fleet.layout(gpu) })),
        ),
      );
      const each = scenes.map(({ model, fleet }) => {
        const gpus = Array.from({ length: fleet.size }, (_, gpu) => spotsOfLayout(model, fleet.layout(gpu)));
        const inUse = gpus.filter((running) => running.length > 0).length;
        const fewest = fewestMoves(
          model,
          gpus.map((running) => ({ running, available: true, pinned: [] })),
        );
        // By GPUs freed.
        return Array.from({ length: inUse + 1 }, (_, freed) => fewest[inUse - freed] ?? Number.POSITIVE_INFINITY);
      });
      const [a = [], b = []] = each;
      const together = (freed: number) => Math.min(...a.map((moves, i) => moves + (b[freed - i] ?? Number.POSITIVE_INFINITY)));
      const plan = await compact(fleet);
      const most = Array.from({ length: a.length + b.length }, (_, i) => i).findLast(
        (freed) => together(freed) < Number.POSITIVE_INFINITY,
      );
      expect([plan.optimal, plan.gpusBefore - plan.gpusAfter]).toEqual([true, most]);
      expect(plan.frontier.map(({ freed, moves, bound }) => [freed, moves, bound])).toEqual(
        Array.from({ length: most ?? 0 }, (_, i) => [i + 1, together(i + 1), together(i + 1)]),
      );
      const where = scenes.flatMap(({ model, fleet }) => new Array<GpuModel>(fleet.size).fill(model));
      expect(Replay.of(fleet, where).run(plan.moves).inUse).toBe(plan.gpusAfter);
      const maxMoves = seed % 4;
      const limited = await compact(fleet, { maxMoves });
      expect(limited.optimal).toBe(true);
      expect(together(limited.gpusBefore - limited.gpusAfter)).toBeLessThanOrEqual(maxMoves);
      expect(Math.min(together(limited.gpusBefore - limited.gpusAfter + 1), maxMoves + 1)).toBeGreaterThan(maxMoves);
    }
  });
});

/** A fleet that keeps so many instances running while others come and go, with more small ones than large ones. */
function churned(gpus: number, alive: number): Fleet {
  const model = gpuModel("A100-80GB");
  const fleet = new Fleet([{ model, count: gpus }], { score: "first-fit" });
  const plain = model.profiles.filter(({ attributes }) => attributes.length === 0);
  fragment(
    fleet,
    plain.map(({ name }) => name),
    alive,
  );
  return fleet;
}

describe("large fleets", () => {
  it("1,000 GPUs with 2,081 instances, optimally; every step is legal", { timeout: 120_000 }, async () => {
    const fleet = churned(1000, 2081);
    const model = gpuModel("A100-80GB");
    const plan = await compact(fleet);
    expect(plan).toMatchObject({ optimal: true, gpusAfter: fleet.stats().gpusInUse - (plan.gpusBefore - plan.gpusBound) });
    expect(plan.gpusBefore - plan.gpusAfter).toBeGreaterThan(40);
    expect(plan.frontier).toHaveLength(32);
    for (const { moves, bound } of plan.frontier) expect(moves).toBe(bound);
    const replay = Replay.of(fleet, new Array(1000).fill(model)).run(plan.moves);
    expect([replay.inUse, replay.moved().length]).toEqual([plan.gpusAfter, plan.movesBound]);
    fleet.apply(plan.moves);
    expect(fleet.stats()).toMatchObject({ gpusInUse: plan.gpusAfter, fragmentation: 0 });
  });

  it("100,000 GPUs as well, optimally", { timeout: 120_000 }, async () => {
    const fleet = churned(100_000, 208_100);
    const plan = await compact(fleet);
    expect(plan).toMatchObject({ optimal: true, gpusAfter: plan.gpusBound });
    fleet.apply(plan.moves);
    expect(fleet.stats()).toMatchObject({ gpusInUse: plan.gpusAfter, fragmentation: 0 });
  });

  it("plans within a limit to moves free as many GPUs as the bound allows", async () => {
    const fleet = churned(1000, 2081);
    for (const maxMoves of [0, 1, 10, 57, 100]) {
      const plan = await compact(fleet, { maxMoves });
      expect(plan.moves.filter(({ op }) => op !== "create").length).toBeLessThanOrEqual(maxMoves);
      expect([maxMoves, plan.optimal, plan.gpusAfter]).toEqual([maxMoves, true, plan.gpusBound]);
    }
  });
});

describe("GPUs that look alike", () => {
  const model = gpuModel("H100-80GB");
  const alike = () => new Fleet(Array.from({ length: 4 }, () => ({ model, layout: ["1g.10gb@0"] })));

  it("are told apart where an instance is pinned", async () => {
    for (const gpu of [0, 1, 3]) {
      const { plan } = await judge({ model, fleet: alike() }, { pinned: [{ gpu, start: 0 }] });
      expect(plan.moves.map((step) => step.op === "move" && step.to.gpu)).toEqual([gpu, gpu, gpu]);
    }
  });

  it("and where one takes nothing new", async () => {
    const fleet = alike();
    for (const gpu of [0, 1, 3]) fleet.setAvailable(gpu, false);
    const { plan } = await judge({ model, fleet }, {}, new Set([0, 1, 3]));
    expect(plan.moves.map((step) => step.op === "move" && step.to.gpu)).toEqual([2, 2, 2]);
  });
});

describe("an order for moves that wait for each other", () => {
  const model = defineGpuModel({
    name: "five",
    memorySlices: 5,
    computeSlices: 5,
    profiles: [
      { name: "p1", memorySlices: 1, computeSlices: 1, starts: [0, 1, 2, 3, 4] },
      { name: "p2", memorySlices: 2, computeSlices: 2, starts: [0, 1, 2, 3] },
    ],
  });
  /** All fits on the first GPU once its p2 makes way for the other, by a place that overlaps its own. The second GPU takes nothing. */
  const fleetOf = (...more: string[][]) => {
    const fleet = new Fleet([["p2@1", "p1@4"], ["p2@1"], ...more].map((layout) => ({ model, layout })));
    fleet.setAvailable(1, false);
    return fleet;
  };
  const closed = new Set([1]);
  const pinned = [{ gpu: 0, start: 4 }];

  it("sets an instance aside where there is room", async () => {
    const { plan, replay } = await judge({ model, fleet: fleetOf([]) }, { pinned }, closed);
    expect([plan.gpusBefore, plan.gpusAfter, plan.movesBound]).toEqual([2, 1, 2]);
    expect([plan.moves.map(({ op }) => op), replay.downs]).toEqual([["move", "move", "move"], 0]);
    expect([...replay.touched.values()].sort()).toEqual([1, 2]);
  });

  it("destroys first and creates later where there is none, or no move is left for it", async () => {
    const tight = await judge({ model, fleet: fleetOf() }, { pinned }, closed);
    const limited = await judge({ model, fleet: fleetOf([]) }, { pinned, maxMoves: 2 }, closed);
    for (const { plan, replay } of [tight, limited]) {
      expect([plan.gpusAfter, plan.movesBound, replay.downs]).toEqual([1, 2, 1]);
      expect(plan.moves.map(({ op }) => op)).toEqual(["destroy", "create", "move"]);
    }
  });
});

describe("what ends a search early", () => {
  it("leaves the best plan so far, with its bounds", async () => {
    const fleet = churned(300, 600);
    const model = gpuModel("A100-80GB");
    const best = await compact(fleet);
    const aborted = new AbortController();
    aborted.abort();
    for (const options of [{ timeLimitMs: 0 }, { signal: aborted.signal }]) {
      const nothing = await compact(fleet, options);
      expect(nothing).toMatchObject({
        gpusAfter: best.gpusBefore,
        gpusBound: best.gpusAfter,
        optimal: false,
        moves: [],
        frontier: [],
      });
    }
    for (const stop of [1, 3, 10]) {
      const controller = new AbortController();
      const told: { bound: number; best: number | null }[] = [];
      const onProgress = (state: { bound: number; best: number | null }) => {
        told.push(state);
        if (told.length === stop) controller.abort();
      };
      const part = await compact(fleet, { signal: controller.signal, onProgress });
      expect(told).toHaveLength(stop);
      expect(told.at(-1)).toEqual({ bound: best.gpusAfter, best: part.gpusAfter });
      expect(part).toMatchObject({ gpusBound: best.gpusAfter, optimal: false });
      expect(part.gpusAfter).toBeLessThan(best.gpusBefore);
      expect(part.gpusAfter).toBeGreaterThan(best.gpusAfter);
      const replay = Replay.of(fleet, new Array(300).fill(model)).run(part.moves);
      expect([replay.inUse, replay.moved().length]).toEqual([part.gpusAfter, part.frontier.at(-1)?.moves]);
    }
    expect(await compact(fleet, { timeLimitMs: 60_000 })).toEqual(best);
  });

  it("lets others have their turn", async () => {
    const fleet = churned(20_000, 40_000);
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await compact(fleet);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(2);
  });
});

describe("a plan and the fleet it was made for", () => {
  const fleetOf = (...layouts: string[][]) => new Fleet(layouts.map((layout) => ({ model: "H100-80GB", layout })));

  it("names the revision, and changes nothing", async () => {
    const fleet = fleetOf(["1g.10gb@0"], ["1g.10gb@0"]);
    fleet.release({ gpu: 0, start: 0 });
    fleet.place("2g.20gb");
    const plan = await compact(fleet);
    expect([plan.revision, fleet.revision]).toEqual([2, 2]);
    expect(await compact(new Fleet([]))).toEqual({
      revision: 0,
      gpusBefore: 0,
      gpusAfter: 0,
      gpusBound: 0,
      optimal: true,
      movesBound: 0,
      moves: [],
      frontier: [],
    });
  });

  it("is refused, and never half carried out, where the fleet has changed", async () => {
    const fleet = fleetOf(["4g.40gb@0"], ["3g.40gb@4"], ["1g.10gb@0", "2g.20gb@2"], ["4g.40gb@0"]);
    const { moves } = await compact(fleet);
    expect(moves.length).toBeGreaterThan(1);
    const last = moves.at(-1) as Extract<Step, { op: "move" }>; // nothing has to be destroyed first here
    fleet.release(last.from);
    const changed = JSON.stringify(fleet);
    try {
      fleet.apply(moves);
      throw new Error("nothing was thrown");
    } catch (error) {
      expect(error).toMatchObject({ code: "STALE", path: ["steps", moves.length - 1, "from"] });
    }
    expect(JSON.stringify(fleet)).toBe(changed);
  });

  it("is for the fleet as it was asked about, whatever happens to it meanwhile", async () => {
    const fleet = churned(200, 400);
    const before = Fleet.fromJSON(fleet.toJSON());
    const expected = await compact(before);
    const planning = compact(fleet);
    for (let gpu = 0; gpu < 200; gpu++) for (const { start } of fleet.layout(gpu)) fleet.release({ gpu, start });
    const { revision, ...plan } = await planning;
    const { revision: _, ...same } = expected;
    expect(plan).toEqual(same);
    expect(revision).toBeLessThan(fleet.revision);
    before.apply(plan.moves);
    expect(before.stats().gpusInUse).toBe(plan.gpusAfter);
  });

  it("is not made where there is no fleet any more", async () => {
    const gone = fleetOf(["1g.10gb@0"], ["1g.10gb@0"]);
    const planning = compact(gone).catch((error: unknown) => error);
    gone.dispose();
    expect(await compact(gone).catch((error: unknown) => error)).toMatchObject({ code: "DISPOSED" });
    const answer = await planning;
    if (answer instanceof Error) expect(answer).toMatchObject({ code: "DISPOSED" });
  });
});

describe("whatever is passed, nothing but a MigError leaves", () => {
  const fleet = new Fleet([{ model: "H100-80GB", layout: ["4g.40gb@0", "1g.10gb@4"] }]);
  const call = compact as (...args: unknown[]) => Promise<unknown>; // on purpose anything
  it.each(junk)("%s", async (_, bad) => {
    const options = {
      maxMoves: 1,
      pinned: [{ gpu: 0, start: 4 }],
      timeLimitMs: 1,
      onProgress: () => {},
      signal: AbortSignal.timeout(1000),
    };
    const { signal, ...plain } = options;
    const calls: unknown[][] = [[bad], [fleet, { ...options, signal: bad }]];
    for (const each of spoilt(plain, bad)) calls.push([fleet, each]);
    for (const args of calls) {
      try {
        await call(...args);
      } catch (error) {
        expect(error).toBeInstanceOf(MigError);
      }
    }
    expect(signal.aborted).toBeTypeOf("boolean");
  });

  it("and what a caller's function throws comes as the cause of one", async () => {
    const cause = new Error("of the caller");
    const two = new Fleet([
      { model: "H100-80GB", layout: ["1g.10gb@0"] },
      { model: "H100-80GB", layout: ["1g.10gb@0"] },
    ]);
    const onProgress = () => {
      throw cause;
    };
    await expect(compact(two, { onProgress })).rejects.toMatchObject({ code: "INVALID_INPUT", cause });
  });
});

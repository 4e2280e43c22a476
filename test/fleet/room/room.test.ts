import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { random } from "../../../bench/random.js";
import {
  defineGpuModel,
  Fleet,
  type FleetSnapshot,
  type GpuModel,
  type GpuStart,
  gpuModel,
  layouts,
  MigError,
  makeRoom,
  makeRoomTogether,
} from "../../../src/index.js";
import { full, minutes } from "../../support/full.js";
import { junk, spoilt } from "../../support/junk.js";
import { manyStates } from "../../support/models.js";
import { spotsOfLayout } from "../../support/oracle/geometry.js";
import { whyNotPlain } from "../../support/oracle/plain-data.js";
import { Replay } from "../../support/oracle/replay.js";
import { fewestForRoom, type RoomGpu } from "../../support/oracle/room.js";
import { arbitrarySpec } from "../../support/random-model.js";

/** A small fleet in a state that requests and departures have led to, with some GPUs cordoned and some instances pinned. */
function scene(seed: number, among: readonly GpuModel[], most: number) {
  const next = random(seed);
  const int = (end: number) => Math.floor(next() * end);
  const models = Array.from({ length: 1 + int(most) }, () => among[int(among.length)] ?? gpuModel("A30-24GB"));
  const fleet = new Fleet(
    models.map((model) => ({ model, count: 1 })),
    { score: "worst-fit" },
  );
  const some = fleet.profileNames.filter((name) => !name.includes("+") || next() < 0.2);
  const profiles = some.length > 0 ? some : fleet.profileNames;
  const placed: GpuStart[] = [];
  for (let i = 0; i < 60; i++) {
    const at = next() < 0.75 ? fleet.place(profiles[int(profiles.length)] ?? "") : null;
    if (at !== null) placed.push(at);
    else if (placed.length > 0 && next() < 0.5) fleet.release(placed.splice(int(placed.length), 1)[0] ?? { gpu: -1, start: 0 });
  }
  const unavailable = new Set<number>();
  for (let gpu = 0; gpu < models.length; gpu++) {
    if (next() > 0.1) continue;
    fleet.setAvailable(gpu, false);
    unavailable.add(gpu);
  }
  const pinned = placed.filter(() => next() < 0.15);
  const gpus = models.map(
    (model, gpu): RoomGpu => ({ model, available: !unavailable.has(gpu), running: spotsOfLayout(model, fleet.layout(gpu)) }),
  );
  return { fleet, models, gpus, unavailable, pinned, profiles, int, next };
}

/** Judges an answer against the oracle; the number of moves, null where there is none. */
function judge(
  { fleet, models, gpus, unavailable, pinned }: ReturnType<typeof scene>,
  wants: readonly string[],
  together: boolean,
  maxMoves: number,
): number | null {
  const isPinned = (gpu: number, start: number) => pinned.some((pin) => pin.gpu === gpu && pin.start === start);
  const before = JSON.stringify(fleet);
  const { revision } = fleet;
  const room = together
    ? makeRoomTogether(fleet, wants, { maxMoves, pinned })
    : makeRoom(fleet, wants[0] ?? "", { maxMoves, pinned });
  expect(JSON.stringify(fleet)).toBe(before);
  expect(fleet.revision).toBe(revision);
  expect(whyNotPlain(room)).toBeNull();
  const fewest = fewestForRoom(gpus, wants, maxMoves, isPinned);
  if (room.possible !== true) {
    expect([wants, room, fewest]).toEqual([wants, room, null]);
    if (room.possible === null) expect(room.atLeast).toBe(maxMoves + 1);
    return null;
  }
  const replay = Replay.of(fleet, models, unavailable).run(room.moves);
  const moved = replay.moved();
  expect([wants, moved.length, room]).toEqual([wants, fewest, room]);
  expect(Math.max(0, ...replay.touched.values())).toBeLessThan(2);
  expect(moved.filter(({ gpu, start }) => isPinned(gpu, start))).toEqual([]);
  // The plan holds on the fleet itself too, and the wants fit where it says.
  fleet.apply(room.moves);
  expect(room.place.map(({ profile }) => profile)).toEqual(wants);
  expect(new Set(room.place.map(({ gpu }) => gpu)).size).toBe(1);
  expect(room.place.every(({ gpu }) => !unavailable.has(gpu))).toBe(true);
  for (const { gpu, profile, start } of room.place) fleet.placeAt({ gpu, profile, start });
  return moved.length;
}

describe("the fewest moves, as trying everything finds them", () => {
  it.each([
    ["A30-24GB", ["A30-24GB"], 4, 3],
    ["A100-40GB", ["A100-40GB"], 4, 2],
    ["H100-80GB", ["H100-80GB"], 3, 3],
    ["RTX-PRO-6000-96GB", ["RTX-PRO-6000-96GB"], 4, 3],
    ["several models", ["A30-24GB", "A100-40GB", "RTX-PRO-6000-96GB"], 4, 2],
  ] as const)("on fleets of %s", { timeout: minutes(60, 5) }, (_, names, gpus, maxMoves) => {
    const seen = new Map<number | null, number>();
    // In the last few, the first choice of a GPU leaves none for another part of the answer.
    const seeds = [...Array.from({ length: full(3000, 150) }, (_, i) => i + 1), 527, 622, 729, 1016];
    for (const seed of seeds) {
      const at = scene(
        seed,
        names.map((name) => gpuModel(name)),
        gpus,
      );
      const together = seed % 3 === 0;
      const of = (model: GpuModel) => model.profiles.map(({ name }) => name).filter((name) => at.profiles.includes(name));
      const names_ = together ? of(at.models[at.int(at.models.length)] ?? gpuModel("A30-24GB")) : at.profiles;
      const wants = Array.from({ length: together ? 2 + at.int(2) : 1 }, () => names_[at.int(names_.length)] ?? "");
      if (wants.includes("")) continue;
      const moves = judge(at, wants, together, maxMoves);
      seen.set(moves, (seen.get(moves) ?? 0) + 1);
    }
    // Answers of every kind came up: none needed, one, several, and none found.
    expect([0, 1, 2, null].filter((kind) => !seen.has(kind))).toEqual([]);
  });

  it("on models that no one would build", { timeout: minutes(60, 5) }, () => {
    const limits = { maxMemorySlices: 6, maxProfiles: 4, maxLayouts: 200 };
    fc.assert(
      fc.property(arbitrarySpec(limits), fc.integer(), (spec, seed) => {
        const at = scene(seed, [defineGpuModel(spec)], 3);
        const wants = Array.from({ length: 1 + at.int(2) }, () => at.profiles[at.int(at.profiles.length)] ?? "");
        judge(at, wants, wants.length > 1, 2);
      }),
      { numRuns: full(5000, 300) },
    );
  });
});

describe("by hand", () => {
  const h100 = (...layouts: string[][]) => new Fleet(layouts.map((layout) => ({ model: "H100-80GB", layout })));

  it("needs no move where there is room, and then says where the fleet itself would place it", () => {
    const fleet = h100(["4g.40gb@0"], []);
    const room = makeRoom(fleet, "3g.40gb");
    expect(room).toMatchObject({ possible: true, moves: [] });
    expect(room.possible === true && room.place).toEqual([fleet.place("3g.40gb")]);
    expect(makeRoomTogether(fleet, [])).toEqual({ possible: true, moves: [], place: [] });
  });

  it("moves what is in the way, the smallest of equally many", () => {
    const fleet = h100(["2g.20gb@0", "1g.10gb@2", "3g.40gb@4"], ["4g.40gb@0", "1g.10gb@4"]);
    expect(makeRoom(fleet, "3g.40gb")).toEqual({
      possible: true,
      moves: [{ op: "move", profile: "1g.10gb", from: { gpu: 1, start: 4 }, to: { gpu: 0, start: 3 } }],
      place: [{ gpu: 1, start: 4, model: "H100-80GB", profile: "3g.40gb", size: 4 }],
    });
  });

  it("moves what is in the way of what is in the way", () => {
    // The 7g needs the GPU of the 3g, which goes where a 1g is, which goes to the last GPU.
    const fleet = h100(["3g.40gb@0"], ["4g.40gb@0", "1g.10gb@4"], ["4g.40gb@0", "2g.20gb@4"]);
    const room = makeRoom(fleet, "7g.80gb");
    expect(room.possible === true && room.moves).toEqual([
      { op: "move", profile: "1g.10gb", from: { gpu: 1, start: 4 }, to: { gpu: 2, start: 6 } },
      { op: "move", profile: "3g.40gb", from: { gpu: 0, start: 0 }, to: { gpu: 1, start: 4 } },
    ]);
    expect(makeRoom(fleet, "7g.80gb", { maxMoves: 1 })).toEqual({ possible: null, atLeast: 2 });
    expect(makeRoom(fleet, "7g.80gb", { maxMoves: 0 })).toEqual({ possible: null, atLeast: 1 });
    expect(makeRoom(fleet, "7g.80gb", { pinned: [{ gpu: 1, start: 4 }] })).toEqual({ possible: null, atLeast: 3 });
  });

  it("destroys before it creates where room lacks", () => {
    const model = defineGpuModel({
      name: "four",
      memorySlices: 4,
      computeSlices: 4,
      profiles: [{ name: "p2", memorySlices: 2, computeSlices: 2, starts: [0, 1, 2] }],
    });
    const fleet = new Fleet([{ model, layout: ["p2@1"] }]);
    const room = makeRoom(fleet, "p2");
    expect(room).toMatchObject({ possible: true, moves: [{ op: "destroy", start: 1 }, { op: "create" }] });
    if (room.possible === true) fleet.apply(room.moves);
    expect(fleet.place("p2")).not.toBeNull();
  });

  it("tells GPUs apart that look alike", () => {
    const fleet = h100(["3g.40gb@0"], ["3g.40gb@0"], ["3g.40gb@0"], ["3g.40gb@0"]);
    fleet.setAvailable(1, false);
    const pinned = [{ gpu: 0, start: 0 }];
    expect(makeRoom(fleet, "7g.80gb", { pinned })).toMatchObject({
      possible: true,
      moves: [{ op: "move", from: { gpu: 2 }, to: { start: 4 } }],
      place: [{ gpu: 2 }],
    });
  });

  it("does not count on GPUs that take nothing new", () => {
    const fleet = h100(["1g.10gb@0"], []);
    fleet.setAvailable(1, false);
    const room = makeRoom(fleet, "7g.80gb");
    expect(room.possible).toBe(false);
    fleet.setAvailable(1, true);
    expect(makeRoom(fleet, "7g.80gb")).toMatchObject({ possible: true, moves: [] });
  });

  it("proves that no packing has room, by an inequality that anybody can check", () => {
    const fleet = h100(["4g.40gb@0", "3g.40gb@4"], ["7g.80gb@0"]);
    const room = makeRoom(fleet, "1g.10gb");
    if (room.possible !== false) throw new Error("there is no room");
    const { weights, perGpu, value } = room.certificate;
    const model = gpuModel("H100-80GB");
    const names = model.profiles.map(({ name }) => name);
    for (const layout of layouts(model, { profiles: names })) {
      expect(layout.reduce((sum, { profile }) => sum + (weights[profile] ?? 0), 0)).toBeLessThanOrEqual(perGpu);
    }
    const all = ["4g.40gb", "3g.40gb", "7g.80gb", "1g.10gb"].reduce((sum, profile) => sum + (weights[profile] ?? 0), 0);
    expect(value).toBe(Math.ceil(all / perGpu));
    expect(value).toBeGreaterThan(fleet.size);
  });

  it("proves of several that one GPU never holds them", () => {
    const fleet = h100([], []);
    expect(makeRoomTogether(fleet, ["4g.40gb", "4g.40gb"])).toMatchObject({ possible: false, certificate: { value: 2 } });
    expect(makeRoomTogether(fleet, Array(17).fill("1g.10gb"))).toMatchObject({ possible: false });
    const mixed = new Fleet([
      { model: "A30-24GB", count: 1 },
      { model: "H100-80GB", count: 1 },
    ]);
    expect(() => makeRoomTogether(mixed, ["1g.6gb", "1g.10gb"])).toThrow("no model of this fleet has all of these");
  });

  it("goes to the model that needs fewer moves", () => {
    const model = gpuModel("A100-80GB");
    const fleet = new Fleet([
      { model, layout: ["1g.10gb@0", "1g.10gb@4"] },
      { model: "H100-80GB", layout: ["1g.10gb@0"] },
      { model: "H100-80GB", layout: ["4g.40gb@0", "1g.10gb@4"] },
    ]);
    expect(makeRoom(fleet, "7g.80gb")).toMatchObject({ possible: true, place: [{ gpu: 1 }] });
    expect(makeRoom(fleet, { model: "A100-80GB", profile: "7g.80gb" })).toMatchObject({ possible: false });
  });
});

describe("on large fleets", () => {
  it.each(["A100-80GB", "RTX-PRO-6000-96GB"])(
    "of 100,000 GPUs of %s it moves as few as among its kinds of GPUs alone",
    (name) => {
      const fleet = busyFleet(name, 100_000);
      const kinds = Fleet.fromJSON(fewOfEach(fleet.toJSON()));
      for (const { name: profile } of gpuModel(name).profiles) {
        const [many, few] = [fleet, kinds].map((each) => {
          const room = makeRoom(each, profile);
          return { profile, possible: room.possible, moves: room.possible === true ? room.moves.length : null };
        });
        expect(many).toEqual(few);
      }
    },
  );

  it("and on models of hundreds of states it ends, whatever maxMoves says", () => {
    const model = defineGpuModel(manyStates);
    const fleet = new Fleet([{ model, count: 200 }], { score: "worst-fit" });
    const next = random(2);
    for (let i = 0; i < 1200; i++) fleet.place(fleet.profileNames[Math.floor(next() * 4)] ?? "");
    while (fleet.place("p5") !== null);
    expect(makeRoom(fleet, "p5", { maxMoves: 1000 }).possible).not.toBe(false);
  });
});

/** A large fleet, fragmented by departures, on which the largest profiles fit nowhere. */
function busyFleet(model: string, count: number): Fleet {
  const fleet = new Fleet([{ model, count }], { score: "worst-fit" });
  const next = random(3);
  const requests = Uint8Array.from({ length: count * 4 }, () => Math.floor(next() * fleet.profileNames.length));
  const placed = new Int32Array(requests.length);
  fleet.placeBatch(requests, placed);
  fleet.releaseBatch(placed.map((code) => (next() < 0.3 ? code : -1)));
  const bySize = [...gpuModel(model).profiles].sort((a, b) => b.memorySlices - a.memorySlices);
  for (const { name } of bySize.slice(0, 3)) while (fleet.place(name) !== null);
  return fleet;
}

/** The same fleet with a dozen of each kind of GPU: more than moves ever go to. */
function fewOfEach(fleet: FleetSnapshot): FleetSnapshot {
  const left = new Map<number, number>();
  const runs: number[] = [];
  for (let i = 0; i < fleet.runs.length; i += 2) {
    const [layout = 0, count = 0] = fleet.runs.slice(i, i + 2);
    const few = Math.min(count, left.get(layout) ?? 12);
    left.set(layout, (left.get(layout) ?? 12) - few);
    if (few > 0) runs.push(layout, few);
  }
  return { ...fleet, runs };
}

describe("whatever is passed, nothing but a MigError leaves", () => {
  const fleet = new Fleet([{ model: "H100-80GB", layout: ["4g.40gb@0", "1g.10gb@4"] }]);
  const calls: ((...args: unknown[]) => unknown)[] = [makeRoom as never, makeRoomTogether as never]; // on purpose anything
  it.each(junk)("%s", (_, bad) => {
    for (const call of calls) {
      for (const args of [
        [bad, "3g.40gb"],
        [fleet, bad],
        [fleet, [bad]],
        [fleet, { model: "H100-80GB", profile: bad }],
        ...[...spoilt({ maxMoves: 1, pinned: [{ gpu: 0, start: 4 }] }, bad)].flatMap((options) => [
          [fleet, "3g.40gb", options],
          [fleet, ["3g.40gb"], options],
        ]),
      ]) {
        try {
          call(...args);
        } catch (error) {
          expect(error).toBeInstanceOf(MigError);
        }
      }
    }
  });

  it("says what is wrong", () => {
    const codeOf = (call: () => unknown) => {
      try {
        call();
      } catch (error) {
        if (error instanceof MigError) return [error.code, error.path];
      }
      throw new Error("nothing was thrown");
    };
    expect(codeOf(() => makeRoom(fleet, "9g.90gb"))).toEqual(["UNKNOWN_PROFILE", ["want"]]);
    expect(codeOf(() => makeRoom(fleet, "3g.40gb", { pinned: [{ gpu: 0, start: 5 }] }))).toEqual(["NOT_PLACED", ["pinned", 0]]);
    expect(codeOf(() => makeRoom(fleet, "3g.40gb", { pinned: [{ gpu: 1, start: 0 }] }))).toEqual([
      "INVALID_INPUT",
      ["pinned", 0, "gpu"],
    ]);
    expect(codeOf(() => makeRoom(fleet, "3g.40gb", { maxMoves: -1 }))).toEqual(["INVALID_INPUT", ["maxMoves"]]);
    expect(codeOf(() => makeRoom({} as Fleet, "3g.40gb"))[0]).toBe("INVALID_INPUT");
    const gone = new Fleet([]);
    gone.dispose();
    expect(codeOf(() => makeRoom(gone, "3g.40gb"))[0]).toBe("DISPOSED");
    expect(codeOf(() => makeRoom(new Fleet([]), "3g.40gb"))[0]).toBe("UNKNOWN_MODEL");
  });
});

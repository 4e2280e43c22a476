import { describe, expect, it } from "vitest";
import { random } from "../../bench/random.js";
import { defineGpuModel, Fleet, type FleetPlacement, gpuModel, gpuOf, MigError, type Score, startOf } from "../../src/index.js";
import { full } from "../support/full.js";
import { manyStates } from "../support/models.js";
import { NaiveFleet } from "../support/oracle/naive-fleet.js";

const SCORES: readonly Score[] = ["first-fit", "best-fit", "worst-fit", "mfi", "mfi-count", "least-loss", "driver"];
const MODELS = ["A30-24GB", "A100-40GB", "H100-80GB", "RTX-PRO-6000-96GB"];

function errorOf(call: () => unknown): MigError {
  try {
    call();
  } catch (error) {
    if (error instanceof MigError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe.each(SCORES)("%s decides as a scan of all GPUs does", (score) => {
  it("on random traces with departures, mixed models, cordons, growth, and snapshots in the middle", () => {
    for (let seed = 1; seed <= full(200, 12); seed++) {
      const next = random(seed * 31 + SCORES.indexOf(score));
      const int = (end: number) => Math.floor(next() * end);
      const naive = new NaiveFleet(score);
      const spec = Array.from({ length: 1 + int(3) }, () => ({ model: MODELS[int(MODELS.length)] ?? "", count: 1 + int(5) }));
      let fleet = new Fleet(spec, { score });
      for (const { model, count } of spec) naive.add(gpuModel(model), count);
      const placed: { gpu: number; start: number }[] = [];
      for (let step = 0; step < 150; step++) {
        const what = next();
        if (what < 0.6) {
          const name = fleet.profileNames[int(fleet.profileNames.length)] ?? "";
          const wanted = naive.place(name);
          const got = fleet.place(name);
          expect([seed, step, name, got === null ? null : { gpu: got.gpu, start: got.start }]).toEqual([
            seed,
            step,
            name,
            wanted,
          ]);
          if (wanted !== null) placed.push(wanted);
        } else if (what < 0.93 && placed.length > 0) {
          const [gone] = placed.splice(int(placed.length), 1);
          if (gone === undefined) continue;
          fleet.release(gone);
          naive.release(gone.gpu, gone.start);
        } else if (what < 0.96) {
          const gpu = int(fleet.size);
          const at = naive.gpus[gpu];
          if (at === undefined) continue;
          at.available = !at.available;
          fleet.setAvailable(gpu, at.available);
        } else if (what < 0.97) {
          const model = MODELS[int(MODELS.length)] ?? "";
          fleet.addGpus({ model, count: 1 });
          naive.add(gpuModel(model), 1);
        } else {
          fleet = Fleet.fromJSON(JSON.parse(JSON.stringify(fleet)));
        }
      }
      for (let gpu = 0; gpu < fleet.size; gpu++) expect(fleet.layout(gpu)).toEqual(naive.layout(gpu));
    }
  });
});

it.each(["mfi", "best-fit", "driver"] as const)("%s decides so too where GPUs are in hundreds of states", (score) => {
  const model = defineGpuModel(manyStates);
  const next = random(3);
  const naive = new NaiveFleet(score);
  const fleet = new Fleet([{ model, count: 40 }], { score });
  naive.add(model, 40);
  const placed: { gpu: number; start: number }[] = [];
  for (let step = 0; step < full(6000, 1500); step++) {
    if (next() < 0.52) {
      const name = fleet.profileNames[Math.floor(next() * 4)] ?? "";
      const wanted = naive.place(name);
      const got = fleet.place(name);
      expect([step, got === null ? null : { gpu: got.gpu, start: got.start }]).toEqual([step, wanted]);
      if (wanted !== null) placed.push(wanted);
    } else if (placed.length > 0) {
      const [gone] = placed.splice(Math.floor(next() * placed.length), 1);
      if (gone === undefined) continue;
      fleet.release(gone);
      naive.release(gone.gpu, gone.start);
    }
  }
});

describe("several at once", () => {
  it.each(SCORES)("go where a scan of all GPUs puts them, by %s", (score) => {
    for (let seed = 1; seed <= full(100, 12); seed++) {
      const next = random(seed * 37 + SCORES.indexOf(score));
      const int = (end: number) => Math.floor(next() * end);
      const naive = new NaiveFleet(score);
      const spec = Array.from({ length: 3 }, () => ({ model: MODELS[int(MODELS.length)] ?? "", count: 1 + int(5) }));
      const fleet = new Fleet(spec, { score });
      for (const { model, count } of spec) naive.add(gpuModel(model), count);
      // Of one model: names differ between models, and several of one model are what fits together.
      const names = () => gpuModel(spec[int(3)]?.model ?? "").profiles.map(({ name }) => name);
      for (let step = 0; step < 30; step++) {
        const known = names();
        const wants = Array.from({ length: 1 + int(3) }, () => known[int(known.length)] ?? "");
        const wanted = naive.placeTogether(wants);
        const got = fleet.placeTogether(wants);
        expect([seed, step, wants, got?.map(({ gpu, start, profile }) => [gpu, start, profile]) ?? null]).toEqual([
          seed,
          step,
          wants,
          wanted?.starts.map((start, i) => [wanted.gpu, start, wants[i]]) ?? null,
        ]);
        const gpu = int(fleet.size);
        const gone = fleet.layout(gpu)[0];
        if (gone === undefined || next() < 0.4) continue;
        fleet.release({ gpu, start: gone.start });
        naive.release(gpu, gone.start);
      }
      for (let gpu = 0; gpu < fleet.size; gpu++) expect(fleet.layout(gpu)).toEqual(naive.layout(gpu));
    }
  });

  it("goes on one GPU, all or nothing", () => {
    const fleet = new Fleet(
      [
        { model: "H100-80GB", layout: ["4g.40gb@0"] },
        { model: "H100-80GB", count: 1 },
      ],
      { score: "first-fit" },
    );
    expect(fleet.placeTogether(["3g.40gb", "1g.10gb"])?.map(({ gpu, start }) => [gpu, start])).toEqual([
      [1, 0],
      [1, 4],
    ]);
    expect(fleet.placeTogether(["3g.40gb", "3g.40gb"])).toBeNull();
    expect(fleet.layout(0)).toHaveLength(1);
  });

  it("looks past GPUs that take each of them but not both, however far", () => {
    // By first-fit all keys of these two states are equal: one 1g fits at 1, and nothing larger anywhere.
    const one = ["1g.5gb@0", "1g.5gb@2", "1g.5gb@3", "1g.5gb@4", "1g.5gb@5", "1g.5gb@6"];
    const two = one.filter((placement) => placement !== "1g.5gb@3");
    for (const gpu of [0, 1, 15, 16, 100, 1007, 1008, 1023, 1024, 2047, 2048, 4999]) {
      const spec = Array.from({ length: 5000 }, (_, i) => ({ model: "A100-40GB", layout: i === gpu ? two : one }));
      using fleet = new Fleet(spec, { score: "first-fit" });
      const placed = fleet.placeTogether(["1g.5gb", "1g.5gb"]);
      expect(placed?.map((each) => [each.gpu, each.start])).toEqual([
        [gpu, 1],
        [gpu, 3],
      ]);
      expect(fleet.placeTogether(["1g.5gb", "1g.5gb"])).toBeNull();
    }
  });

  it("is as placing one by one on an only GPU that takes them", () => {
    const fleet = new Fleet([{ model: "A100-40GB", count: 1 }], { score: "mfi" });
    const placed = fleet.placeTogether(["1g.5gb", "2g.10gb"]);
    expect(placed).toHaveLength(2);
    expect(fleet.layout(0)).toHaveLength(2);
  });
});

describe("batches", () => {
  it("place and release as single calls do", () => {
    const next = random(7);
    const [one, many] = [new Fleet([{ model: "A100-80GB", count: 300 }]), new Fleet([{ model: "A100-80GB", count: 300 }])];
    const requests = Uint8Array.from({ length: 9000 }, () => Math.floor(next() * many.profileNames.length));
    const out = new Int32Array(requests.length);
    const count = many.placeBatch(requests, out);
    const singles = [...requests].map((index) => one.place(many.profileNames[index] ?? ""));
    expect([...out].map((code) => (code < 0 ? null : [gpuOf(code), startOf(code)]))).toEqual(
      singles.map((placed) => (placed === null ? null : [placed.gpu, placed.start])),
    );
    expect(count).toBe(singles.filter((placed) => placed !== null).length);
    many.releaseBatch(out);
    expect(many.stats().gpusInUse).toBe(0);
    expect(many.toJSON()).toEqual(new Fleet([{ model: "A100-80GB", count: 300 }]).toJSON());
  });

  it("mean the same however many models have joined", () => {
    const fleet = new Fleet([{ model: "A100-80GB", count: 1 }]);
    // Each model that joins numbers all names anew: past what a byte holds.
    for (let i = 0; i < 60; i++) {
      const profiles = ["a", "b"].map((name) => ({ name, memorySlices: 1, computeSlices: 1, starts: [0] }));
      const model = { name: `mine-${i}`, memorySlices: 1, computeSlices: 1, profiles };
      fleet.addGpus({ model: model as never, count: 1 }); // a spec, as JSON holds it
    }
    const out = new Int32Array(1);
    expect(fleet.placeBatch(Uint8Array.of(fleet.profileNames.indexOf("4g.40gb")), out)).toBe(1);
    expect(fleet.layout(0)).toMatchObject([{ profile: "4g.40gb", start: 0 }]);
  });

  it("change nothing where one code is wrong, however late", () => {
    const fleet = new Fleet([{ model: "A100-80GB", count: 2000 }]);
    const out = new Int32Array(9000);
    fleet.placeBatch(new Uint8Array(9000), out);
    const before = JSON.stringify(fleet);
    const twice = Int32Array.from(out);
    twice[8999] = out[0] ?? 0;
    const error = errorOf(() => fleet.releaseBatch(twice));
    expect([error.code, error.path]).toEqual(["NOT_PLACED", ["placed", 8999]]);
    expect(JSON.stringify(fleet)).toBe(before);
    expect(errorOf(() => fleet.releaseBatch(Int32Array.of(-5))).code).toBe("NOT_PLACED");
    expect(errorOf(() => fleet.releaseBatch(Int32Array.of(2 ** 31 - 1))).code).toBe("NOT_PLACED");
    expect(errorOf(() => fleet.placeBatch(Uint8Array.of(99), new Int32Array(1))).path).toEqual(["profiles", 0]);
    expect(errorOf(() => fleet.placeBatch(new Uint8Array(2), new Int32Array(1))).path).toEqual(["out"]);
    expect(JSON.stringify(fleet)).toBe(before);
  });
});

describe("what is decided elsewhere", () => {
  it("is recorded, or refused where it cannot be", () => {
    const fleet = new Fleet([{ model: "H100-80GB", count: 2 }]);
    expect(fleet.placeAt({ gpu: 1, profile: "3g.40gb", start: 4 })).toEqual({
      gpu: 1,
      start: 4,
      model: "H100-80GB",
      profile: "3g.40gb",
      size: 4,
    });
    expect(errorOf(() => fleet.placeAt({ gpu: 1, profile: "2g.20gb", start: 4 })).code).toBe("OCCUPIED");
    expect(errorOf(() => fleet.placeAt({ gpu: 1, profile: "2g.20gb", start: 5 })).code).toBe("INVALID_INPUT");
    expect(errorOf(() => fleet.placeAt({ gpu: 2, profile: "2g.20gb" })).code).toBe("INVALID_INPUT");
    expect(errorOf(() => fleet.placeAt({ gpu: 0, profile: "9g.90gb" })).code).toBe("UNKNOWN_PROFILE");
    fleet.placeAt({ gpu: 1, profile: "4g.40gb" });
    expect(errorOf(() => fleet.placeAt({ gpu: 1, profile: "1g.10gb" })).code).toBe("OCCUPIED");
  });
});

describe("steps", () => {
  const fleet = () =>
    new Fleet([
      { model: "A100-80GB", layout: ["1g.10gb@0"] },
      { model: "A100-80GB", count: 1 },
    ]);

  it("are carried out in order", () => {
    const changed = fleet();
    const revision = changed.revision;
    changed.apply([
      { op: "move", profile: "1g.10gb", from: { gpu: 0, start: 0 }, to: { gpu: 1, start: 6 } },
      { op: "create", gpu: 0, profile: "7g.80gb", start: 0 },
    ]);
    expect(changed.layout(0)).toMatchObject([{ profile: "7g.80gb", start: 0 }]);
    expect(changed.layout(1)).toMatchObject([{ profile: "1g.10gb", start: 6 }]);
    expect(changed.revision).toBeGreaterThan(revision);
  });

  it("all or none", () => {
    const stale = fleet();
    const before = JSON.stringify(stale);
    const { revision } = stale;
    const error = errorOf(() =>
      stale.apply([
        { op: "create", gpu: 1, profile: "4g.40gb", start: 0 },
        { op: "destroy", gpu: 0, profile: "1g.10gb", start: 0 },
        { op: "destroy", gpu: 0, profile: "1g.10gb", start: 0 },
      ]),
    );
    expect([error.code, error.path]).toEqual(["STALE", ["steps", 2]]);
    expect(JSON.stringify(stale)).toBe(before);
    expect(stale.revision).toBe(revision);
  });
});

describe("snapshots", () => {
  it("hold custom models, cordons and what runs", () => {
    const model = {
      name: "mine",
      memorySlices: 4,
      computeSlices: 4,
      profiles: [{ name: "half", memorySlices: 2, computeSlices: 2, starts: [0, 2] }],
    };
    const fleet = new Fleet([{ model: "A30-24GB", count: 2 }], { score: "best-fit" });
    fleet.addGpus({ model: model as never, count: 70 }); // a spec, as JSON holds it
    fleet.place("half");
    fleet.setAvailable(5, false);
    const again = Fleet.fromJSON(JSON.parse(JSON.stringify(fleet)));
    expect(again.toJSON()).toEqual(fleet.toJSON());
    expect(again.place("half")).toEqual(fleet.place("half"));
  });

  it.each([
    [{ version: 2 }, ["snapshot", "version"]],
    [{ runs: [0] }, ["snapshot", "runs"]],
    [{ runs: [3, 1] }, ["snapshot", "runs", 0]],
    [{ runs: [0, -1] }, ["snapshot", "runs", 1]],
    [{ layouts: [{ model: 7, layout: [] }] }, ["snapshot", "layouts", 0]],
    [{ models: "H100-80GB" }, ["snapshot", "models"]],
    [{ layouts: [{ model: 0, layout: ["3g.40gb@0", "1g.10gb@1"] }] }, ["layout", 1]],
    [{ unavailable: [9] }, ["gpu"]],
    [{ score: "best" }, ["snapshot", "score"]],
  ])("that lie are refused: %j", (lie, path) => {
    const honest = new Fleet([{ model: "H100-80GB", count: 2 }]).toJSON();
    expect(errorOf(() => Fleet.fromJSON({ ...honest, ...lie } as never)).path).toEqual(path); // a lie
  });
});

describe("faults", () => {
  it("leave the fleet as it was", () => {
    const fleet = new Fleet([{ model: "H100-80GB", count: 2 }]);
    const placed = fleet.place("1g.10gb") as FleetPlacement; // an empty fleet takes it
    fleet.release(placed);
    const before = JSON.stringify(fleet);
    expect(errorOf(() => fleet.release(placed)).code).toBe("NOT_PLACED");
    expect(errorOf(() => fleet.release({ gpu: 0, start: 99 })).code).toBe("NOT_PLACED");
    fleet.placeAt({ gpu: 0, profile: "1g.10gb", start: 0 });
    for (const start of [0.5, Number.NaN, -1, 2 ** 32])
      expect(errorOf(() => fleet.release({ gpu: 0, start })).code).toBe("NOT_PLACED");
    fleet.release({ gpu: 0, start: 0 });
    expect(errorOf(() => fleet.release({ gpu: -1, start: 0 })).code).toBe("INVALID_INPUT");
    expect(errorOf(() => fleet.place("5g.50gb")).code).toBe("UNKNOWN_PROFILE");
    expect(errorOf(() => fleet.place({ model: "A30-24GB", profile: "1g.6gb" })).code).toBe("UNKNOWN_MODEL");
    expect(errorOf(() => fleet.addGpus({ model: "H100-80GB", count: 2 ** 30 })).code).toBe("RANGE");
    expect(JSON.stringify(fleet)).toBe(before);
    expect(fleet.place(["7g.80gb", "1g.10gb"])?.profile).toBe("7g.80gb");
  });

  it("a disposed fleet says so", () => {
    const fleet = new Fleet([{ model: "H100-80GB", count: 1 }]);
    fleet[Symbol.dispose]();
    for (const use of [
      () => fleet.place("1g.10gb"),
      () => fleet.size,
      () => fleet.toJSON(),
      () => fleet.capacity(),
      () => fleet.revision,
    ]) {
      expect(errorOf(use).code).toBe("DISPOSED");
    }
  });
});

describe("how full it is", () => {
  it("capacity adds up the GPUs that take something new", () => {
    const fleet = new Fleet([{ model: "A30-24GB", count: 3 }]);
    fleet.placeAt({ gpu: 0, profile: "1g.6gb", start: 0 });
    fleet.setAvailable(2, false);
    expect(fleet.capacity()).toEqual({ "1g.6gb": 7, "1g.6gb+me": 2, "2g.12gb": 3, "2g.12gb+me": 2, "4g.24gb": 1 });
  });

  it("fragmentation is what an optimal packing would save", () => {
    const fleet = new Fleet([{ model: "A30-24GB", count: 4 }]);
    for (let gpu = 0; gpu < 4; gpu++) fleet.placeAt({ gpu, profile: "1g.6gb", start: 0 });
    expect(fleet.stats()).toEqual({
      gpusInUse: 4,
      fragmentation: 0.75,
      byModel: {
        "A30-24GB": { gpus: 4, gpusInUse: 4, memorySlices: 16, memorySlicesUsed: 4, computeSlices: 16, computeSlicesUsed: 4 },
      },
    });
  });
});

describe("a million GPUs", () => {
  it("are made, filled, drained, written down and restored", () => {
    const gpus = full(1_000_000, 100_000);
    const fleet = new Fleet([{ model: "H100-80GB", count: gpus }]);
    const requests = new Uint8Array(gpus).fill(fleet.profileNames.indexOf("3g.40gb"));
    const out = new Int32Array(gpus);
    expect(fleet.placeBatch(requests, out)).toBe(gpus);
    expect(fleet.placeBatch(requests, new Int32Array(gpus))).toBe(gpus);
    expect(fleet.place("3g.40gb")).toBeNull();
    expect(fleet.capacity()).toEqual({});
    const again = Fleet.fromJSON(fleet.toJSON());
    expect(again.size).toBe(gpus);
    expect(again.stats().byModel["H100-80GB"]?.memorySlicesUsed).toBe(gpus * 8);
    fleet.releaseBatch(out);
    expect(fleet.capacity()["3g.40gb"]).toBe(gpus);
  });
});

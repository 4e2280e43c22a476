/** A fleet whose memory really runs out: the module is told to declare a small maximum, and whatever fails must have changed nothing. */

import { beforeEach, describe, expect, it, vi } from "vitest";
import { random } from "../../bench/random.js";
import { Fleet, gpuOf, MigError, startOf } from "../../src/index.js";
import { full } from "../support/full.js";
import { manyStates } from "../support/models.js";

const memory = vi.hoisted(() => ({ maximum: 65536, declared: 0 }));

vi.mock("../../src/generated/fleet.js", async (original) => {
  const { FLEET_BASE64 } = await original<typeof import("../../src/generated/fleet.js")>();
  const bytes = [...Buffer.from(FLEET_BASE64, "base64")];
  const { at, end, minimum } = memorySection(bytes);
  memory.declared = minimum;
  return {
    /** The module with the maximum of the moment. */
    get FLEET_BASE64() {
      const limits = [1, 1, ...leb(minimum), ...leb(memory.maximum)];
      const section = [5, ...leb(limits.length), ...limits];
      return Buffer.from([...bytes.slice(0, at), ...section, ...bytes.slice(end)]).toString("base64");
    },
  };

  /** Where section 5 begins and ends, and the pages it asks for. */
  function memorySection(module: readonly number[]): { at: number; end: number; minimum: number } {
    for (let at = 8; at < module.length; ) {
      const length = unleb(module, at + 1);
      const end = length.end + length.value;
      if (module[at] === 5) return { at, end, minimum: unleb(module, length.end + 2).value };
      at = end;
    }
    throw new Error("the module has no memory");
  }

  function unleb(module: readonly number[], from: number): { value: number; end: number } {
    let value = 0;
    for (let i = from, shift = 0; ; i++, shift += 7) {
      const byte = module[i] ?? 0;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return { value, end: i + 1 };
    }
  }

  function leb(value: number): number[] {
    return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(value >>> 7)];
  }
});

beforeEach(() => {
  memory.maximum = 65536;
});

/** Runs the call with so many pages beyond those the module begins with. */
function withPages<T>(pages: number, call: () => T): T {
  memory.maximum = memory.declared + pages;
  return call();
}

/** What the call gives, or null where memory ran out; anything else it throws is a failure. */
function unlessOut<T>(call: () => T): T | null {
  try {
    return call();
  } catch (error) {
    if (error instanceof MigError && error.code === "OUT_OF_MEMORY") return null;
    throw error;
  }
}

/** A fleet of it keeps needing memory. */
const busy = manyStates as never; // a spec, as JSON holds it

describe("when memory runs out", () => {
  it("a fleet too large is not made", () => {
    const make = () => new Fleet([{ model: "H100-80GB", count: 1 << 20 }]);
    expect(withPages(40, () => unlessOut(make))).toBeNull();
    const snapshot = withPages(400, make).toJSON();
    expect(withPages(40, () => unlessOut(() => Fleet.fromJSON(snapshot)))).toBeNull();
    expect(withPages(400, () => Fleet.fromJSON(snapshot)).toJSON()).toEqual(snapshot);
  });

  it("growth changes nothing, and smaller growth still works", () => {
    const fleet = withPages(8, () => new Fleet([{ model: "H100-80GB", count: 100 }]));
    fleet.place("3g.40gb");
    const before = fleet.toJSON();
    const { revision, profileNames } = fleet;
    for (const model of ["H100-80GB", "A30-24GB"]) {
      expect(unlessOut(() => fleet.addGpus({ model, count: 1 << 20 }))).toBeNull();
      expect([fleet.toJSON(), fleet.revision, fleet.profileNames]).toEqual([before, revision, profileNames]);
    }
    expect(() => fleet.place("1g.6gb")).toThrow("1g.6gb");
    expect(fleet.addGpus({ model: "A30-24GB", count: 2 })).toEqual({ first: 100, count: 2 });
    expect(fleet.place("1g.6gb")).toMatchObject({ gpu: 100, start: 0 });
    expect(Fleet.fromJSON(fleet.toJSON()).toJSON()).toEqual(fleet.toJSON());
    expect(fleet.stats().byModel["A30-24GB"]?.gpus).toBe(2);
  });

  it("too many GPUs of a new model leave the model out", () => {
    const fleet = new Fleet([{ model: "H100-80GB", count: 1 }]);
    const before = fleet.toJSON();
    expect(() => fleet.addGpus({ model: "A30-24GB", count: 1 << 30 })).toThrow("at most");
    expect(fleet.toJSON()).toEqual(before);
  });

  /** Every call of a random trace either does as on a fleet with memory enough, or says so and changes nothing. */
  it.each(Array.from({ length: full(24, 6) }, (_, i) => 1 + 2 * i))("whatever fails has changed nothing: %i pages", (pages) => {
    const next = random(pages);
    const int = (end: number) => Math.floor(next() * end);
    const spec = [
      { model: busy, count: 40 },
      { model: "H100-80GB", count: 40 },
    ];
    const small = withPages(pages, () => unlessOut(() => new Fleet(spec, { score: "best-fit" })));
    memory.maximum = 65536;
    if (small === null) return;
    const large = new Fleet(spec, { score: "best-fit" });
    let failures = 0;
    /** The same on both, unless the small one fails. */
    const both = (call: (fleet: Fleet) => unknown) => {
      const result = unlessOut(() => [call(small)] as const);
      if (result === null) failures++;
      else expect(result[0]).toEqual(call(large));
      expect(small.toJSON()).toEqual(large.toJSON());
    };
    let placed: number[] = [];
    for (let step = 0; step < 400 && failures < 40; step++) {
      const what = int(8);
      const names = small.profileNames;
      const some = Uint8Array.from({ length: 1 + int(60) }, () => int(names.length));
      if (what < 3) {
        both((fleet) => {
          const out = new Int32Array(some.length);
          fleet.placeBatch(some, out);
          if (fleet === small) placed.push(...out.filter((code) => code >= 0));
          return out;
        });
      } else if (what < 5) {
        const gone = placed.filter(() => next() < 0.4).sort(() => next() - 0.5);
        both((fleet) => {
          fleet.releaseBatch(Int32Array.from(gone));
          if (fleet === small) placed = placed.filter((code) => !gone.includes(code));
        });
      } else if (what < 6) {
        both((fleet) => {
          const got = fleet.place(names[some[0] ?? 0] ?? "");
          if (fleet === small && got !== null) placed.push(got.gpu * 64 + got.start);
          return got;
        });
      } else if (what < 7) {
        const layout = small.layout(int(40));
        const gpu = int(40);
        const steps = layout.slice(0, 3).flatMap(({ profile, start }) => {
          const held = small.layout(gpu).length > 0;
          return held ? [] : [{ op: "create", gpu, profile, start } as const];
        });
        both((fleet) => {
          fleet.apply(steps);
          if (fleet === small) placed.push(...steps.map(({ start }) => gpu * 64 + start));
        });
      } else {
        both((fleet) => {
          const wants = [...some.subarray(0, 3)].map((index) => names[index] ?? "");
          const got = fleet.placeTogether(wants);
          if (fleet === small) placed.push(...(got ?? []).map(({ gpu, start }) => gpu * 64 + start));
          return got;
        });
      }
    }
    for (const code of placed) expect(small.layout(gpuOf(code)).map(({ start }) => start)).toContain(startOf(code));
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defineGpuModel, type GpuModel } from "../../src/index.js";
import type { NodeGpus } from "../../src/kubernetes/index.js";
import { extenderFilter } from "../../src/scheduler/index.js";
import { isFeasible, wantOf } from "../support/oracle/fit.js";
import { allSpots, canAdd, type Geometry, type Spot } from "../support/oracle/geometry.js";
import { byName } from "./requests.js";

const dynamic = { dynamic: true };

function ask(limits: Readonly<Record<string, number>>, node: Omit<NodeGpus, "name">) {
  return extenderFilter(byName(limits), { nodes: [{ name: "node", ...node }] }, dynamic);
}

function passes(limits: Readonly<Record<string, number>>, node: Omit<NodeGpus, "name">): boolean {
  const { NodeNames, Error: error } = ask(limits, node);
  expect(error).toBeUndefined();
  return NodeNames?.length === 1;
}

const inUse = (profile: string, start: number) => ({ profile, start, inUse: true });

describe("extenderFilter, dynamic", () => {
  it("places beside what is in use, and destroys what is not", () => {
    const gpus = [{ model: "H100-80GB", mig: [inUse("1g.10gb", 0), "3g.40gb@4", "1g.10gb@1"] }];
    expect(passes({ "4g.40gb": 1 }, { gpus })).toBe(false);
    expect(passes({ "3g.40gb": 1, "2g.20gb": 1, "1g.10gb": 1 }, { gpus })).toBe(true);
    expect(ask({ "4g.40gb": 1 }, { gpus }).FailedNodes).toEqual({ node: "no room for 1 mig-4g.40gb beside what is in use" });
    expect(ask({ "4g.40gb": 2 }, { gpus }).FailedAndUnresolvableNodes).toEqual({
      node: "its GPUs never hold 2 mig-4g.40gb",
    });
    expect(ask({ "1g.5gb": 1 }, { gpus }).FailedAndUnresolvableNodes).toEqual({ node: "no GPU that offers mig-1g.5gb" });
  });

  it("keeps as many instances as pods hold, those that leave room", () => {
    const gpus = [{ model: "H100-80GB", mig: ["1g.10gb@0", "1g.10gb@6"] }];
    expect(passes({ "4g.40gb": 1 }, { gpus, allocated: { "1g.10gb": 1 } })).toBe(true);
    expect(passes({ "4g.40gb": 1 }, { gpus, allocated: { "1g.10gb": 2 } })).toBe(false);
    const inTheWay = [{ model: "H100-80GB", mig: ["1g.10gb@0", "1g.10gb@1"] }];
    expect(passes({ "4g.40gb": 1 }, { gpus: inTheWay, allocated: { "1g.10gb": 1 } })).toBe(false);
    expect(passes({ "4g.40gb": 1 }, { gpus: [...inTheWay, ...gpus], allocated: { "1g.10gb": 3 } })).toBe(true);
    expect(passes({ "4g.40gb": 2 }, { gpus: [...inTheWay, ...gpus], allocated: { "1g.10gb": 2 } })).toBe(false);
    const marked = [{ model: "H100-80GB", mig: [inUse("1g.10gb", 0), "1g.10gb@6"] }];
    expect(passes({ "4g.40gb": 1 }, { gpus: marked, allocated: { "1g.10gb": 1 } })).toBe(false);
  });

  it("takes room for instances that pods hold and no one has made yet", () => {
    const gpus = [{ model: "H100-80GB", mig: [] }];
    expect(passes({ "4g.40gb": 1 }, { gpus, allocated: { "3g.40gb": 1 } })).toBe(true);
    expect(passes({ "4g.40gb": 1 }, { gpus, allocated: { "2g.20gb": 1, "1g.10gb": 1 } })).toBe(true);
    expect(passes({ "4g.40gb": 1 }, { gpus, allocated: { "3g.40gb": 1, "1g.10gb": 1 } })).toBe(false);
    expect(passes({ "4g.40gb": 1 }, { gpus, allocated: { "3g.40gb": 2 } })).toBe(false);
  });

  it("asks where starts are unknown whether some arrangement allows it, over all GPUs", () => {
    const gpus = [{ model: "H100-80GB" }, { model: "H100-80GB" }];
    expect(passes({ "4g.40gb": 2 }, { gpus, allocated: { "3g.40gb": 2 } })).toBe(true);
    expect(passes({ "4g.40gb": 2, "1g.10gb": 1 }, { gpus, allocated: { "3g.40gb": 2 } })).toBe(false);
    expect(passes({ "7g.80gb": 1 }, { gpus, allocated: { "1g.10gb": 7 } })).toBe(true);
    expect(passes({ "7g.80gb": 1 }, { gpus, allocated: { "1g.10gb": 8 } })).toBe(false);
  });

  it("lends GPUs whole on which nothing is in use", () => {
    const gpus = [
      { model: "H100-80GB", mig: [inUse("1g.10gb", 0)] },
      { model: "H100-80GB", mig: ["1g.10gb@0"] },
    ];
    expect(passes({ gpu: 1 }, { gpus })).toBe(true);
    expect(passes({ gpu: 2 }, { gpus })).toBe(false);
    expect(passes({ gpu: 1, "7g.80gb": 1 }, { gpus })).toBe(false);
    expect(passes({ gpu: 1, "3g.40gb": 1 }, { gpus })).toBe(true);
    expect(passes({ gpu: 1 }, { gpus, allocated: { gpu: 1 } })).toBe(false);
    expect(passes({ gpu: 1 }, { gpus: [{ model: "Tesla T4", migCapable: false }] })).toBe(true);
    expect(passes({ "1g.10gb": 1 }, { gpus: [{ model: "Tesla T4", migCapable: false }] })).toBe(false);
  });

  it("spreads over GPUs of several models", () => {
    const gpus = [{ model: "A30-24GB" }, { model: "H100-80GB" }, { model: "A30-24GB" }];
    expect(passes({ "4g.24gb": 2, "7g.80gb": 1 }, { gpus })).toBe(true);
    expect(passes({ "4g.24gb": 2, "1g.6gb": 1 }, { gpus })).toBe(false);
  });

  it("judges by counts what is not made on demand", () => {
    const gpus = [{ model: "H100-80GB" }];
    const single = { strategy: "single", gpus, allocatable: { gpu: 7 }, allocated: { gpu: 6 } } as const;
    expect(passes({ gpu: 1 }, single)).toBe(true);
    expect(passes({ gpu: 2 }, single)).toBe(false);
    expect(passes({ "1g.10gb.shared": 1 }, { gpus })).toBe(false);
    expect(passes({ "1g.10gb.shared": 1 }, { gpus, allocatable: { "1g.10gb": 4 } })).toBe(true);
    expect(passes({ "1g.10gb": 1 }, { gpus: [], allocatable: { "1g.10gb": 1 } })).toBe(true);
    const replicas = { gpus, allocatable: { "1g.10gb": 28 }, allocated: { "1g.10gb": 20 } };
    expect(passes({ "1g.10gb": 8 }, replicas)).toBe(true);
    expect(passes({ "1g.10gb": 9 }, replicas)).toBe(false);
  });

  it("fails a node alone whose GPUs cannot be read", () => {
    const { FailedAndUnresolvableNodes } = ask(
      { "1g.10gb": 1 },
      { gpus: [{ model: "H100-80GB", mig: ["3g.40gb@4", "3g.40gb@4"] }] },
    );
    expect(FailedAndUnresolvableNodes?.node).toMatch(/^gpus\[0\]\.mig/);
  });

  it("comes to an end whatever is asked", () => {
    const mig = Array.from({ length: 7 }, (_, i) => `1g.10gb@${i}`);
    const gpus = Array.from({ length: 16 }, () => ({ model: "H100-80GB", mig }));
    const answer = ask(
      { "1g.10gb": 40, "1g.10gb+me": 7, "1g.20gb": 20, "2g.20gb": 11, "3g.40gb": 9, "4g.40gb": 5 },
      {
        gpus,
        allocated: { "1g.10gb": 50 },
      },
    );
    expect(answer.FailedNodes?.node).toMatch(/no room/);
    expect(ask({ "1g.10gb": 2 ** 52 }, { gpus }).FailedAndUnresolvableNodes?.node).toMatch(/never hold/);
  });
});

/** Small enough for an oracle that tries everything: an odd grid, a budget, several starts. */
const model: GpuModel = defineGpuModel({
  name: "small",
  memorySlices: 4,
  computeSlices: 3,
  columns: [0, 1, 2, null],
  budgets: [{ name: "engine", total: 1, uses: { "1g.1gb+me": 1 } }],
  profiles: [
    { name: "1g.1gb", computeSlices: 1, memorySlices: 1, starts: [0, 1, 2] },
    { name: "1g.1gb+me", attributes: ["+me"], computeSlices: 1, memorySlices: 1, starts: [0, 1, 2] },
    { name: "1g.2gb", computeSlices: 1, memorySlices: 2, starts: [0, 2] },
    { name: "2g.2gb", computeSlices: 2, memorySlices: 2, starts: [0, 1] },
  ],
});
const geometry: Geometry = model;
const profiles = model.profiles.map(({ name }) => name);

interface Gpu {
  readonly known: boolean;
  /** `isHeld`: counted under `allocated`; which one it is no one tells. */
  readonly spots: readonly { readonly spot: Spot; readonly inUse: boolean; readonly isHeld: boolean }[];
}

/** Any layout: each pick that still can be added. */
const arbitraryGpu = fc.array(fc.tuple(fc.nat(allSpots(geometry).length - 1), fc.nat(5)), { maxLength: 8 }).map((picks) => {
  const spots: Gpu["spots"][number][] = [];
  for (const [pick, use] of picks) {
    const spot = allSpots(geometry)[pick];
    if (
      spot !== undefined &&
      canAdd(
        geometry,
        spots.map((each) => each.spot),
        spot,
      )
    )
      spots.push({ spot, inUse: use === 0, isHeld: use % 2 === 0 });
  }
  return spots;
});

/** Every way to hand items to so many GPUs. */
function* handouts(items: readonly string[], gpus: number): Generator<readonly (readonly string[])[]> {
  const [first, ...rest] = items;
  if (first === undefined) return yield Array.from({ length: gpus }, () => []);
  for (const lists of handouts(rest, gpus)) {
    for (let g = 0; g < gpus; g++) yield lists.map((list, i) => (i === g ? [first, ...list] : list));
  }
}

/** Every choice of which instances stay, then every way to hand out what is to be placed and which GPUs to lend. */
function oracle(gpus: readonly Gpu[], allocated: Readonly<Record<string, number>>, wants: readonly string[]): boolean {
  const all = gpus.flatMap(({ spots }, gpu) => spots.map((each) => ({ ...each, gpu })));
  const floating = profiles.flatMap((profile) => {
    const there = all.filter(({ spot }) => spot.profile.name === profile).length;
    return Array.from({ length: Math.max(0, (allocated[profile] ?? 0) - there) }, () => profile);
  });
  const whole = "gpu";
  const items = [...floating, ...wants, ...Array.from({ length: allocated[whole] ?? 0 }, () => whole)];
  for (let choice = 0; choice < 1 << all.length; choice++) {
    const stay = all.filter((_, i) => (choice >> i) & 1);
    if (all.some(({ inUse: isUsed }, i) => isUsed && !((choice >> i) & 1))) continue;
    const isEnough = profiles.every((profile) => {
      const same = (list: typeof all) => list.filter(({ spot }) => spot.profile.name === profile).length;
      return same(stay) >= Math.min(allocated[profile] ?? 0, same(all));
    });
    if (!isEnough) continue;
    for (const lists of handouts(items, gpus.length)) {
      const works = lists.every((list, gpu) => {
        const kept = stay.filter((each) => each.gpu === gpu).map(({ spot }) => spot);
        if (list.includes(whole)) return list.length === 1 && kept.length === 0;
        return isFeasible(
          geometry,
          kept,
          list.map((name) => wantOf(geometry, name)),
        );
      });
      if (works) return true;
    }
  }
  return false;
}

describe("extenderFilter, dynamic, against trying everything", () => {
  const few = fc.array(fc.constantFrom(...profiles, "gpu"), { maxLength: 2 });
  const tally = (names: readonly string[]) =>
    Object.fromEntries([...new Set(names)].map((name) => [name, names.filter((each) => each === name).length]));

  it("passes a node exactly if some arrangement allows it", () => {
    const seen = { yes: 0, no: 0 };
    fc.assert(
      fc.property(
        fc.array(arbitraryGpu, { minLength: 1, maxLength: 2 }),
        fc.boolean(),
        few,
        fc.array(fc.constantFrom(...profiles, "gpu"), { minLength: 1, maxLength: 3 }),
        (layouts, isKnown, more, wants) => {
          const gpus = layouts.map((spots) => ({ known: isKnown, spots: isKnown ? spots : [] }));
          const held = layouts.flat().filter(({ isHeld }) => isHeld);
          const allocated = tally([...held.map(({ spot }) => spot.profile.name), ...more]);
          // What pods hold has room somewhere: else counts decide.
          fc.pre(oracle(gpus, allocated, []));
          const node = {
            gpus: gpus.map(({ known, spots }) => ({
              model,
              ...(known
                ? {
                    mig: spots.map(({ spot, inUse: isUsed }) => ({
                      profile: spot.profile.name,
                      start: spot.start,
                      inUse: isUsed,
                    })),
                  }
                : {}),
            })),
            allocated,
          };
          const expected = oracle(gpus, allocated, wants);
          seen[expected ? "yes" : "no"]++;
          expect(passes(tally(wants), node)).toBe(expected);
          const { FailedAndUnresolvableNodes } = ask(tally(wants), node);
          const isNever = !oracle(
            gpus.map(({ known }) => ({ known, spots: [] })),
            {},
            wants,
          );
          expect(Object.keys(FailedAndUnresolvableNodes ?? {})).toEqual(isNever ? ["node"] : []);
        },
      ),
      { numRuns: 600 },
    );
    expect(Math.min(seen.yes, seen.no)).toBeGreaterThan(40);
  });
});

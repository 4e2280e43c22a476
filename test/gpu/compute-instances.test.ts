import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitComputeInstances, type GpuInstanceProfile, type GpuModel, gpuModels } from "../../src/index.js";
import { full } from "../support/full.js";
import { type ComputeSpot, computeInstanceSets, computeInstancesFit, isValidSet } from "../support/oracle/compute-instances.js";
import { whyNotPlain } from "../support/oracle/plain-data.js";

/** GPU-instance profiles that can be divided, with their model. */
const divisible = gpuModels().flatMap((model) =>
  model.profiles
    .filter((profile) => profile.computeInstances.length > 0)
    .map((profile) => [`${model.name} ${profile.name}`, model, profile] as const),
);

function spotOf(profile: GpuInstanceProfile, name: string, start: number): ComputeSpot {
  const found = profile.computeInstances.find((each) => each.name === name);
  if (found === undefined) throw new Error(`${profile.name} has no ${name}`);
  return { profile: found, start };
}

function expectAnswer(
  model: GpuModel,
  profile: GpuInstanceProfile,
  occupied: readonly ComputeSpot[],
  request: readonly string[],
): void {
  const wants = request.map((text) => {
    const [name, pin] = text.split("@");
    return { profile: spotOf(profile, name ?? "", 0).profile, pin: pin === undefined ? null : Number(pin) };
  });
  const running = occupied.map((spot) => ({ profile: spot.profile.name, start: spot.start }));
  const answer = fitComputeInstances(model, profile.name, request, running);
  expect(whyNotPlain(answer)).toBeNull();
  expect(answer.fits).toBe(computeInstancesFit(occupied, wants));
  if (!answer.fits) {
    expect(answer.message).not.toBe("");
    return;
  }
  expect(answer.placements.map((placement) => placement.profile)).toEqual(wants.map((want) => want.profile.name));
  for (const [i, want] of wants.entries()) if (want.pin !== null) expect(answer.placements[i]?.start).toBe(want.pin);
  const placed = answer.placements.map((placement) => spotOf(profile, placement.profile, placement.start));
  expect(isValidSet([...occupied, ...placed])).toBe(true);
}

describe("compute instances by brute force", () => {
  it.each(divisible)("%s", (_, model, profile) => {
    const states = [...computeInstanceSets(profile)];
    const entry = fc
      .constantFrom(...profile.computeInstances)
      .chain(({ name, starts }) =>
        fc.option(fc.constantFrom(...starts), { freq: 3 }).map((pin) => (pin === null ? name : `${name}@${pin}`)),
      );
    fc.assert(
      fc.property(fc.constantFrom(...states), fc.array(entry, { maxLength: 8 }), (occupied, request) =>
        expectAnswer(model, profile, occupied, request),
      ),
      { numRuns: full(5_000, 60) },
    );
  });

  it("every model has some", () => {
    expect(new Set(divisible.map(([, model]) => model.name)).size).toBe(gpuModels().length);
  });
});

describe("compute instances by hand", () => {
  it("takes the short name, and divides a 3g (R32)", () => {
    const answer = fitComputeInstances("A100-40GB", "3g.20gb", ["1c", "2c"]);
    expect(answer.fits && answer.placements.map((placement) => placement.profile)).toEqual(["1c.3g.20gb", "2c.3g.20gb"]);
    expect(fitComputeInstances("A100-40GB", "3g.20gb", ["1c", "1c", "1c", "1c"]).fits).toBe(false);
  });
});

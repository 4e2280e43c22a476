import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { creationOrder, defineGpuModel, fit, type GpuModel, gpuModel, predictDriver } from "../../src/index.js";
import { describeWithFacts, readFact } from "../support/facts.js";
import { full, minutes } from "../support/full.js";
import { geometries } from "../support/models.js";
import { predict, someOrderWorks } from "../support/oracle/driver.js";
import { placementOf, type Spot, textOf } from "../support/oracle/geometry.js";
import { allNames, layoutsOf } from "../support/oracle/layouts.js";
import { whyNotPlain } from "../support/oracle/plain-data.js";

interface Observed {
  readonly model: string;
  readonly profileIds: readonly number[];
  readonly starts: readonly (number | null)[];
  readonly fails: boolean;
}

describeWithFacts("starts that real drivers picked", () => {
  it("at least 15 of 16 sequences are as observed (R23)", () => {
    // The file's own shape, which its "about" describes; this test is its only reader.
    const { cases } = JSON.parse(readFact("vectors/driver-default-starts.json")) as { cases: readonly Observed[] };
    const missed = cases.filter(({ model: name, profileIds, starts, fails }) => {
      const model = gpuModel(name);
      const sequence = profileIds.map((id) => model.profiles.find((profile) => profile.id === id)?.name ?? `id ${id}`);
      const { ok, placements, failedAt } = predictDriver(model, sequence);
      const expected = starts.filter((start) => start !== null);
      const failure = fails ? starts.indexOf(null) : null;
      return ok === fails || failedAt !== failure || placements.map((placement) => placement.start).join() !== expected.join();
    });
    expect(cases.length).toBe(16);
    expect(missed.map((each) => `${each.model} ${each.profileIds}`)).toEqual(["H100-96GB 15,15,15"]);
  });
});

/** What runs, and up to `most` profiles to create beside it. */
function arbitrarySequence(model: GpuModel, most: number): fc.Arbitrary<readonly [readonly Spot[], readonly string[]]> {
  const states = [...layoutsOf(model, allNames(model))];
  const occupied = fc.oneof(fc.constant<readonly Spot[]>([]), fc.constantFrom(...states));
  return fc.tuple(occupied, fc.array(fc.constantFrom(...allNames(model)), { maxLength: most }));
}

describe.each(geometries())("%s", (_, model) => {
  it("predicts by the rule: fewest creatable pairs destroyed, then the lowest start", { timeout: minutes(20, 2) }, () => {
    fc.assert(
      fc.property(arbitrarySequence(model, 8), ([occupied, sequence]) => {
        const running = occupied.map(placementOf);
        const actual = predictDriver(model, sequence, running);
        const expected = predict(model, sequence, occupied);
        expect(actual.placements.map(({ profile, start }) => `${profile}@${start}`).join()).toBe(textOf(expected.placed));
        expect(actual.failedAt).toBe(expected.failedAt);
        expect(actual.ok).toBe(expected.failedAt === null);
        expect(whyNotPlain(actual)).toBeNull();
      }),
      { numRuns: full(20_000, 1_000) },
    );
  });

  it("one profile alone goes where `fit` puts it", () => {
    fc.assert(
      fc.property(arbitrarySequence(model, 1), ([occupied, sequence]) => {
        const running = occupied.map(placementOf);
        const answer = fit(model, sequence, { occupied: running });
        const { ok, placements } = predictDriver(model, sequence, running);
        expect(ok).toBe(answer.fits);
        if (answer.fits) expect(placements).toEqual(answer.placements);
      }),
      { numRuns: full(5_000, 200) },
    );
  });

  it("finds an order exactly when there is one", { timeout: minutes(60, 2) }, () => {
    fc.assert(
      fc.property(arbitrarySequence(model, 6), ([occupied, profiles]) => {
        const running = occupied.map(placementOf);
        const order = creationOrder(model, profiles, { occupied: running });
        if (order === null) {
          expect(someOrderWorks(model, profiles, occupied)).toBe(false);
          return;
        }
        expect([...order].sort()).toEqual([...profiles].sort());
        expect(predictDriver(model, order, running).ok).toBe(true);
        expect(whyNotPlain(order)).toBeNull();
      }),
      { numRuns: full(10_000, 300) },
    );
  });
});

describe("a sequence by hand", () => {
  const seventeen = new Array<string>(17).fill("1g.10gb");

  it("fails at the first that has no place, however many follow", () => {
    expect(predictDriver("H100-80GB", seventeen)).toMatchObject({ ok: false, failedAt: 7 });
  });

  it("creates at the start that an item names", () => {
    const { placements } = predictDriver("H100-80GB", ["1g.10gb@0", "1g.10gb@3"]);
    expect(placements.map(({ start }) => start)).toEqual([0, 3]);
  });
});

describe("order by hand (R20)", () => {
  it("keeps the starts that are named", () => {
    expect(creationOrder("H100-80GB", ["1g.10gb", "3g.40gb@0", "2g.20gb@4"])).toEqual(["1g.10gb", "3g.40gb@0", "2g.20gb@4"]);
  });

  it("has none for more than any GPU holds", () => {
    expect(creationOrder("H100-80GB", new Array<string>(17).fill("1g.10gb"))).toBeNull();
    const starts = Array.from({ length: 16 }, (_, start) => start);
    const profiles = [{ name: "one", memorySlices: 1, computeSlices: 1, starts }];
    const sixteen = defineGpuModel({ name: "sixteen", memorySlices: 16, computeSlices: 16, profiles });
    expect(creationOrder(sixteen, new Array<string>(16).fill("one"))).toHaveLength(16);
    expect(creationOrder(sixteen, new Array<string>(17).fill("one"))).toBeNull();
  });

  it("puts the 3g first where a driver would shut it out", () => {
    expect(predictDriver("A100-40GB", ["1g.5gb", "1g.5gb", "2g.10gb", "3g.20gb"])).toMatchObject({ ok: false, failedAt: 3 });
    const order = creationOrder("A100-40GB", ["1g.5gb", "1g.5gb", "2g.10gb", "3g.20gb"]);
    expect(order?.[0]).toBe("3g.20gb");
  });

  it("has none for what does not fit at all", () => {
    expect(creationOrder("A100-40GB", ["4g.20gb", "4g.20gb"])).toBeNull();
    expect(creationOrder("A100-40GB", [])).toEqual([]);
  });
});

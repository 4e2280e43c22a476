/** MigDriver against `fit`, `predictDriver`, `freeStarts` and `capacity`, over random sessions on random models. */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  capacity,
  checkLayout,
  fit,
  fitComputeInstances,
  freeStarts,
  type GpuModel,
  type Layout,
  predictDriver,
} from "../../src/index.js";
import { arbitraryModel, MigDriver } from "../../src/testing/index.js";
import { full, minutes } from "../support/full.js";
import { canAdd, findSpot, spotsOfLayout } from "../support/oracle/geometry.js";

/** One step of a session; numbers are taken modulo what there is when it comes. */
type Step =
  | { readonly op: "create"; readonly profile: number }
  | { readonly op: "createAt"; readonly profile: number; readonly start: number }
  | { readonly op: "divide"; readonly instance: number; readonly profile: number }
  | { readonly op: "merge"; readonly instance: number; readonly part: number }
  | { readonly op: "destroy"; readonly instance: number };

const any = fc.nat(63);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ op: fc.constant("create" as const), profile: any }) },
  { weight: 4, arbitrary: fc.record({ op: fc.constant("createAt" as const), profile: any, start: fc.nat(15) }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant("divide" as const), instance: any, profile: any }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant("merge" as const), instance: any, part: any }) },
  { weight: 4, arbitrary: fc.record({ op: fc.constant("destroy" as const), instance: any }) },
);

const at = <T>(list: readonly T[], index: number): T | undefined => list[index % Math.max(1, list.length)];
const bare = (layout: Layout): Layout => layout.map(({ profile, start, size }) => ({ profile, start, size }));

/** Ids are the model's, which all models of this test have. */
function create(driver: MigDriver, model: GpuModel, number: number, start?: number): void {
  const profile = at(model.profiles, number);
  if (profile === undefined || profile.id === null) throw new Error("a profile without an id");
  const before = bare(driver.layout(0));
  const want = start === undefined ? profile.name : `${profile.name}@${start}`;
  const legal = start === undefined || profile.starts.includes(start);
  const answer = driver.createGpuInstance(0, profile.id, start);
  const fitting = legal && fit(model, [want], { occupied: before }).fits;
  expect(answer.ok).toBe(fitting);
  if (start !== undefined) expect(answer.ok).toBe(freeStarts(model, profile.name, before).includes(start));
  const predicted = legal ? predictDriver(model, [want], before).placements : [];
  expect(bare(driver.layout(0))).toEqual([...before, ...predicted].sort((a, b) => a.start - b.start));
  if (answer.ok)
    expect({ start: answer.value.start, size: answer.value.size }).toEqual({
      start: predicted[0]?.start,
      size: predicted[0]?.size,
    });
  else expect(answer.error).toBe("INSUFFICIENT_RESOURCES");
  // The oracle shares nothing with the planner that the driver asked.
  if (start !== undefined && legal) {
    expect(answer.ok).toBe(canAdd(model, spotsOfLayout(model, before), findSpot(model, profile.name, start)));
  }
}

function divide(driver: MigDriver, model: GpuModel, instance: number, number: number): void {
  const row = at(driver.gpuInstances(0), instance);
  const inside = model.profiles.find(({ name }) => name === row?.profile)?.computeInstances ?? [];
  const profile = at(inside, number);
  if (row === undefined || profile === undefined || profile.id === null) return;
  const running = driver.computeInstances(0, row.instanceId).flatMap(({ profileId, start }) => {
    const name = inside.find(({ id }) => id === profileId)?.name;
    return name === undefined ? [] : [{ profile: name, start }];
  });
  const answer = driver.createComputeInstance(0, row.instanceId, profile.id);
  expect(answer.ok).toBe(fitComputeInstances(model, row.profile, [profile.name], running).fits);
}

function run(driver: MigDriver, model: GpuModel, steps: readonly Step[]): void {
  for (const each of steps) {
    const rows = driver.gpuInstances(0);
    if (each.op === "create") create(driver, model, each.profile);
    else if (each.op === "createAt") create(driver, model, each.profile, each.start);
    else {
      const id = at(rows, each.instance)?.instanceId ?? 0;
      const parts = driver.computeInstances(0, id);
      if (each.op === "divide") divide(driver, model, each.instance, each.profile);
      else if (each.op === "merge") {
        expect(driver.destroyComputeInstance(0, id, at(parts, each.part)?.id ?? 0).ok).toBe(parts.length > 0);
      } else {
        const expected = rows.length === 0 ? "NOT_FOUND" : parts.length > 0 ? "IN_USE" : null;
        const answer = driver.destroyGpuInstance(0, id);
        expect(answer.ok ? null : answer.error).toBe(expected);
        expect(driver.gpuInstances(0)).toEqual(answer.ok ? rows.filter(({ instanceId }) => instanceId !== id) : rows);
      }
    }
  }
  const layout = driver.layout(0);
  expect(checkLayout(model, layout)).toEqual([]);
  expect(new Set(driver.gpuInstances(0).map(({ instanceId }) => instanceId)).size).toBe(layout.length);
  const free = capacity(model, layout);
  for (const { id, name } of model.profiles) expect(driver.remainingCapacity(0, id ?? -1)).toBe(free[name] ?? 0);
}

test("a session goes as fit and predictDriver say", { timeout: minutes(60, 2) }, () => {
  const session = fc.record({
    model: arbitraryModel(),
    idMap: fc.constantFrom("direct" as const, "swapped" as const),
    steps: fc.array(step, { maxLength: 24, size: "max" }),
  });
  let refused = 0;
  let created = 0;
  fc.assert(
    fc.property(session, ({ model, idMap, steps }) => {
      const driver = new MigDriver([model], { idMap });
      driver.setMigMode(0, true);
      driver.resetGpu(0);
      run(driver, model, steps);
      created += driver.layout(0).length;
      refused += driver.layout(0).length === 0 ? 1 : 0;
    }),
    { numRuns: full(100_000, 2_000) },
  );
  expect(created).toBeGreaterThan(refused);
});

test("a sequence of creations goes as predictDriver says of the whole", { timeout: minutes(30, 2) }, () => {
  const session = arbitraryModel().chain((model) =>
    fc.tuple(fc.constant(model), fc.array(fc.nat(model.profiles.length - 1), { maxLength: 10 })),
  );
  fc.assert(
    fc.property(session, ([model, numbers]) => {
      const driver = new MigDriver([model]);
      driver.setMigMode(0, true);
      driver.resetGpu(0);
      const profiles = numbers.flatMap((number) => model.profiles[number] ?? []);
      const made = profiles.map(({ id }) => driver.createGpuInstance(0, id ?? -1));
      const { placements, failedAt } = predictDriver(
        model,
        profiles.map(({ name }) => name),
      );
      const failed = made.findIndex(({ ok }) => !ok);
      expect(failed < 0 ? null : failed).toBe(failedAt);
      const starts = made.slice(0, failed < 0 ? made.length : failed).map((each) => each.ok && each.value.start);
      expect(starts).toEqual(placements.map(({ start }) => start));
    }),
    { numRuns: full(50_000, 1_000) },
  );
});

/** What GPUs of classes become -> which GPU, which places, which steps. */
import type { Step } from "../../gpu/types.js";
import type { GpuClass, LayoutNumber } from "../../planner/index.js";
import { type Change, Sequence, type Spare } from "../change/order.js";
import { arranged, placementsOf, without } from "../change/places.js";
import { lowestOf, type Pins, type Roll } from "../change/standing.js";
import type { FleetInside } from "../fleet.js";
import type { Column, Share } from "./master.js";
import type { Ground } from "./relaxation.js";
import type { Assignment } from "./rounding.js";
import type { Task } from "./task.js";

/** What a plan comes to. */
export interface Steps {
  readonly steps: readonly Step[];
  readonly freed: number;
  /** Instances that are elsewhere in the end. */
  readonly moved: number;
  /** Instances that were set aside on the way, and moved twice. */
  readonly setAside: number;
}

/** So many steps take a few milliseconds. */
const SOME_STEPS = 1000;

/** The steps of a plan for the GPUs of one model, with at most so many instances set aside on the way. */
export async function stepsOf(
  { inside, roll, pins, pace }: Pick<Task, "inside" | "roll" | "pins" | "pace">,
  ground: Ground,
  plan: Assignment,
  mostAside: number,
): Promise<Steps> {
  const { planner } = inside;
  const changing = plan.shares.filter(({ column }) => !isSame(column, ground.stay[column.by]));
  const gpus = gpusFor(roll, pins, ground, changing);
  // Plans may provide more than there is: what would be created beyond that is left out.
  const spare = ground.demand.map((count, profile) => {
    return plan.shares.reduce((sum, { column, gpus }) => sum + gpus * (column.profiles[profile] ?? 0), -count);
  });
  const changes: Change[] = [];
  for (const share of changing) {
    await pace.giveWay();
    changes.push(...changesOf(inside, ground, share, gpus, spare));
  }
  const sequence = new Sequence(planner, ground.words, changes, {
    most: mostAside,
    find: (profile, changing) => spareFor(inside, roll, ground, profile, changing),
  });
  while (sequence.advance(SOME_STEPS)) await pace.giveWay();
  const freed = changes.filter(({ layout, destroyed, created }) => {
    return created.length === 0 && destroyed.length > 0 && destroyed.length === planner.instancesOf(layout);
  });
  const taken = changes.filter(({ layout, created }) => created.length > 0 && planner.instancesOf(layout) === 0);
  return {
    steps: sequence.steps,
    freed: freed.length - taken.length,
    moved: changes.reduce((sum, { destroyed }) => sum + destroyed.length, 0),
    setAside: sequence.setAside,
  };
}

/** The lowest GPUs of each class that changes. */
function gpusFor(
  roll: Roll,
  pins: Pins,
  { classes }: Ground,
  changing: readonly Share[],
): ReadonlyMap<GpuClass, Iterator<number>> {
  const counts = new Map<GpuClass, number>();
  for (const { column, gpus } of changing) {
    const standing = classes[column.by] as GpuClass; // a column is of a class
    counts.set(standing, (counts.get(standing) ?? 0) + gpus);
  }
  return new Map([...lowestOf(roll, pins, counts)].map(([standing, gpus]) => [standing, gpus[Symbol.iterator]()]));
}

/** What becomes of the GPUs of a share. */
function changesOf(
  inside: FleetInside,
  { words, classes }: Ground,
  { column, gpus }: Share,
  lists: ReadonlyMap<GpuClass, Iterator<number>>,
  spare: number[],
): Change[] {
  const standing = classes[column.by] as GpuClass; // a column is of a class
  const running = placementsOf(inside, words, standing.layout);
  const gone = running.filter((_, bit) => !((column.kept >> bit) & 1));
  const rest = without(inside, standing.layout, gone);
  const changeTo = (profiles: readonly number[]): Omit<Change, "gpu"> => {
    const placed = arranged(inside, rest, profiles);
    return {
      layout: standing.layout,
      // What is created where it was has not moved.
      destroyed: gone.filter((placement) => !placed.includes(placement)),
      created: placed.filter((placement) => !gone.includes(placement)),
    };
  };
  const created = createdBy(column, running, words.profileOf);
  const whole = changeTo(created);
  return Array.from({ length: gpus }, (): Change => {
    const gpu = lists.get(standing)?.next().value ?? 0; // as many as were counted
    if (!created.some((profile) => (spare[profile] ?? 0) > 0)) return { gpu, ...whole };
    return { gpu, ...changeTo(withoutSpare(created, spare)) };
  });
}

function isSame(column: Column, stay: Column | undefined): boolean {
  return column.kept === stay?.kept && column.profiles.every((count, profile) => count === stay.profiles[profile]);
}

/** The profile numbers of what is created on a GPU. */
function createdBy({ profiles, kept }: Column, running: readonly number[], profileOf: readonly number[]): number[] {
  const counts = Array.from(profiles);
  running.forEach((placement, bit) => {
    const profile = profileOf[placement] ?? 0;
    if ((kept >> bit) & 1) counts[profile] = (counts[profile] ?? 0) - 1;
  });
  return counts.flatMap((count, profile) => new Array<number>(count).fill(profile));
}

/** What is created less what there is to spare, which is then less. */
function withoutSpare(created: readonly number[], spare: number[]): number[] {
  return created.filter((profile) => {
    const left = spare[profile] ?? 0;
    if (left > 0) spare[profile] = left - 1;
    return left <= 0;
  });
}

/** A GPU without changes that has room for an instance of the profile. */
function spareFor(
  { planner }: FleetInside,
  { layouts, closed }: Roll,
  { words, classes }: Ground,
  profile: number,
  changing: ReadonlySet<number>,
): Spare | null {
  const places = new Map<number, number>();
  for (const { layout, open } of classes) {
    const placement = words.profileOf.findIndex((of, each) => of === profile && planner.takes(layout, each) !== 0);
    if (open && placement >= 0) places.set(layout, placement);
  }
  const gpu = layouts.findIndex((layout, gpu) => places.has(layout) && !closed.has(gpu) && !changing.has(gpu));
  if (gpu < 0) return null;
  const layout = layouts[gpu] as LayoutNumber; // as the planner numbers them
  return { gpu, layout, placement: places.get(layout) ?? 0 };
}

/** What the driver says of a profile in numbers (cmd/gpu-kubelet-plugin/mig.go, CommonCapacitiesMig). */
import type { Budget, GpuInstanceProfile, GpuModel } from "../model/types.js";
import { counterName, sliceCounter, sliceOfCounter } from "./names.js";
import { printQuantity } from "./quantity.js";
import type { Amounts } from "./types.js";

export const MIB = 2 ** 20;

/** Whole numbers by name, in the order of names, as Go prints a map. */
export type Numbers = ReadonlyMap<string, number>;

/** A profile's capacities; those that the model does not know are left out. Memory in bytes. */
export function capacitiesOf({ memoryMiB, multiprocessors, engines }: GpuInstanceProfile): Numbers {
  const figures: readonly (readonly [string, number | undefined | null])[] = [
    ["copyEngines", engines?.copy],
    ["decoders", engines?.decoder],
    ["encoders", engines?.encoder],
    ["jpegEngines", engines?.jpeg],
    ["memory", memoryMiB === null ? null : memoryMiB * MIB],
    ["multiprocessors", multiprocessors],
    ["ofaEngines", engines?.ofa],
  ];
  return new Map(figures.flatMap(([name, figure]) => (typeof figure === "number" ? [[name, figure] as const] : [])));
}

/** The largest figure of each capacity that is known of every profile: what partitions.go takes for the whole GPU. */
export function largestCapacities({ profiles }: GpuModel): Numbers {
  const each = profiles.map(capacitiesOf);
  const names = [...(each[0]?.keys() ?? [])].filter((name) => each.every((capacities) => capacities.has(name)));
  return new Map(names.map((name) => [name, Math.max(...each.map((capacities) => capacities.get(name) ?? 0))]));
}

/** One counter of a GPU besides its memory slices. */
export interface Counter {
  readonly name: string;
  readonly total: number;
  use(profile: GpuInstanceProfile): number;
}

/**
 * The counters of a GPU besides its memory slices: one for each largest capacity. Where the
 * engines are not known, the model's budgets stand in for the counters that would follow from them.
 */
export function countersOf(model: GpuModel): readonly Counter[] {
  const counters = [...largestCapacities(model)].map(
    ([name, total]): Counter => ({ name: counterName(name), total, use: (profile) => capacitiesOf(profile).get(name) ?? 0 }),
  );
  if (model.profiles.every(({ engines }) => engines !== null)) return counters;
  const taken = new Set(counters.map(({ name }) => name));
  return [...counters, ...model.budgets.map((budget, i) => counterOfBudget(budget, i, taken))];
}

/** A label that the numbered names below can never be. */
const LABEL = /^(?!budget-)[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

function counterOfBudget({ name, total, uses }: Budget, index: number, taken: Set<string>): Counter {
  const spelt = counterName(name);
  const free = LABEL.test(spelt) && sliceOfCounter(spelt) === null && !taken.has(spelt);
  taken.add(spelt);
  return {
    name: free ? spelt : `budget-${index}`,
    total,
    use: (profile) => (Object.hasOwn(uses, profile.name) ? (uses[profile.name] ?? 0) : 0),
  };
}

/** Numbers as quantities, in the order of names. */
export function amounts(numbers: Iterable<readonly [string, number]>): Amounts {
  const sorted = [...numbers].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([name, number]) => [name, { value: printQuantity(number) }]));
}

/** The counters of the memory slices from `start` on. */
export function sliceCounters(start: number, size: number): readonly (readonly [string, number])[] {
  return Array.from({ length: size }, (_, i) => [sliceCounter(start + i), 1] as const);
}

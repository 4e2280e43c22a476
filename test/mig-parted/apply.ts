/** mig-parted's way of filling a GPU, word for word and without its shortcuts: every order is run from an empty GPU. */
import { fitComputeInstances, type GpuModel, type Layout, predictDriver } from "../../src/index.js";

/** One device of a config: a compute instance `inside` a GPU instance, or null where it takes it whole. */
export interface Device {
  readonly gpuInstance: string;
  readonly inside: string | null;
}

function run(model: GpuModel, order: readonly Device[]): Layout | null {
  let made: Layout = [];
  for (const { gpuInstance, inside } of order) {
    const last = made.at(-1);
    const again =
      inside !== null && last?.profile === gpuInstance && last.computeInstances !== undefined
        ? fitComputeInstances(model, gpuInstance, [inside], last.computeInstances)
        : null;
    if (last !== undefined && again?.fits) {
      made = [...made.slice(0, -1), { ...last, computeInstances: [...(last.computeInstances ?? []), ...again.placements] }];
      continue;
    }
    const { ok, placements } = predictDriver(model, [...made.map(({ profile, start }) => `${profile}@${start}`), gpuInstance]);
    const placement = placements[made.length];
    if (!ok || placement === undefined) return null;
    const first = inside === null ? null : fitComputeInstances(model, gpuInstance, [inside]);
    made = [...made, first?.fits ? { ...placement, computeInstances: first.placements } : placement];
  }
  return made;
}

/** `iteratePermutationsUntilSuccess` of pkg/mig/config/config.go. */
export function firstOrder(model: GpuModel, devices: readonly Device[]): Layout | null {
  const order = [...devices];
  const swap = (i: number, j: number) => {
    const [a, b] = [order[i], order[j]];
    if (a !== undefined && b !== undefined) [order[i], order[j]] = [b, a];
  };
  const iterate = (i: number): Layout | null => {
    if (i >= order.length) return run(model, order);
    for (let j = i; j < order.length; j++) {
      if (order.slice(i, j).includes(order[j] as Device)) continue; // an index of the loop
      swap(i, j);
      const found = iterate(i + 1);
      if (found !== null) return found;
      swap(i, j);
    }
    return null;
  };
  return iterate(0);
}

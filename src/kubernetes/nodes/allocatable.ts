/** The device plugin's resources among what a node has allocatable. */
import type { Demand } from "../../model/types.js";
import { GPU_RESOURCE, profileOfResource, SHARED_SUFFIX } from "../names.js";
import { parseQuantity } from "../quantity.js";
import type { NodeFacts } from "./object.js";

/** By profile, shared devices included; `nvidia.com/gpu` stands under "gpu", and what is no whole number counts for nothing. */
export function allocatableOf({ allocatable }: Pick<NodeFacts, "allocatable">): Demand {
  const counts = new Map<string, number>();
  for (const [resource, amount] of Object.entries(allocatable)) {
    const bare = resource.endsWith(SHARED_SUFFIX) ? resource.slice(0, -SHARED_SUFFIX.length) : resource;
    const profile = bare === GPU_RESOURCE ? "gpu" : profileOfResource(bare);
    const count = profile === null ? 0 : wholeAmount(amount);
    if (profile !== null && count > 0) counts.set(profile, (counts.get(profile) ?? 0) + count);
  }
  return Object.fromEntries(counts);
}

/** 0 for what is no amount of devices. */
function wholeAmount(amount: unknown): number {
  if (typeof amount !== "string" && typeof amount !== "number") return 0;
  const reading = parseQuantity(amount);
  const count = reading.ok && reading.quantity.isWhole ? Number(reading.quantity.value) : 0;
  return Number.isSafeInteger(count) ? count : 0;
}

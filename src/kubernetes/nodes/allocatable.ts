/** The device plugin's resources among what a node has allocatable. */
import type { Demand } from "../../model/types.js";
import { deviceResource } from "../pods/device-resource.js";
import { countOf } from "../pods/devices.js";
import type { NodeFacts } from "./object.js";

/** By profile, shared devices included; `nvidia.com/gpu` stands under "gpu", and what is no whole number counts for nothing. */
export function allocatableOf({ allocatable }: Pick<NodeFacts, "allocatable">): Demand {
  const counts = new Map<string, number>();
  for (const [resource, amount] of Object.entries(allocatable)) {
    const known = deviceResource(resource);
    if (known === null) continue;
    const reading = countOf(amount);
    if (reading.ok && reading.count > 0) counts.set(known.device, (counts.get(known.device) ?? 0) + reading.count);
  }
  return Object.fromEntries(counts);
}

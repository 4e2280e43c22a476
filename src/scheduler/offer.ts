import type { NodeGpus } from "../gpu/node.js";
import { readCounts } from "../gpu/read-node.js";
import type { Offer } from "./counts.js";

/** Of nodes that no one can change: one view answers many pods. */
const offers = new WeakMap<NodeGpus, Offer>();

/**
 * The counts of a node alone: its GPUs, which take a hundred times longer to read, are not asked
 * about. Nothing said to be allocatable is nothing offered.
 *
 * @throws MigError INVALID_INPUT
 */
export function offerOf(node: NodeGpus): Offer {
  const known = offers.get(node);
  if (known !== undefined) return known;
  const { allocatable, allocated } = node;
  const offer = { allocatable: readCounts(allocatable, "allocatable"), allocated: readCounts(allocated, "allocated") };
  if (Object.isFrozen(node)) offers.set(node, offer);
  return offer;
}

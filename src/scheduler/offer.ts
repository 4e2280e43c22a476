import type { NodeGpus } from "../gpu/node.js";
import { readCounts } from "../gpu/read-node.js";
import type { Demand } from "../model/types.js";
import type { ReadOffer } from "./counts.js";

/** Of nodes that no one can change: one view answers many pods. */
const offers = new WeakMap<NodeGpus, ReadOffer>();

/**
 * The counts of a node alone: its GPUs, which take a hundred times longer to read, are not asked
 * about. Nothing said to be allocatable is nothing offered.
 *
 * @throws MigError INVALID_INPUT
 */
export function offerOf(node: NodeGpus): ReadOffer {
  const known = offers.get(node);
  if (known !== undefined) return known;
  const allocatable = readCounts(node.allocatable, "allocatable");
  const allocated = readCounts(node.allocated, "allocated");
  const offer = { allocatable, allocated, key: JSON.stringify([sorted(allocatable), sorted(allocated)]) };
  if (Object.isFrozen(node)) offers.set(node, offer);
  return offer;
}

function sorted(counts: Demand): readonly (readonly [string, number])[] {
  return Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Nodes and GPUs as callers give them, with the places of errors where they stand in the input. */
import { MigError, type Path, pathText } from "../error.js";
import type { NodeGpus } from "../gpu/node.js";
import { type ReadGpu, readNodeGpus } from "../gpu/read-node.js";
import { show } from "../model/quote.js";

/** A list of nodes, however long; none given is an empty one. @throws MigError INVALID_INPUT */
export function nodesOf(nodes: readonly NodeGpus[] | undefined): readonly NodeGpus[] {
  if (nodes === undefined) return [];
  // A copy, in which holes are undefined, and so refused by whoever reads a node.
  if (Array.isArray(nodes)) return Array.from(nodes);
  throw new MigError("INVALID_INPUT", `nodes: a list of nodes is needed, not ${show(nodes)}`, { path: ["nodes"] });
}

/**
 * GPUs that are given without their node, read as those of one.
 *
 * @param place a path into the list of GPUs, as one into the input
 * @throws MigError as `readNodeGpus`, with the path into the input
 */
export function readGpus(gpus: NodeGpus["gpus"], place: (inside: Path) => Path): readonly ReadGpu[] {
  try {
    return readNodeGpus({ name: "", gpus }).gpus;
  } catch (error) {
    if (!(error instanceof MigError)) throw error;
    const moved = (path: Path) => place(path.slice(1)); // all lead through the "gpus" of a node that no one gave
    const said = pathText(error.path);
    const text = error.message.startsWith(said) ? error.message.slice(said.length) : error.message;
    const faults = error.faults.map(({ path, message }) => ({ path: moved(path), message }));
    throw new MigError(error.code, `${pathText(moved(error.path))}${text}`, { faults, cause: error });
  }
}

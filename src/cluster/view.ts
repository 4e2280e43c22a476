import { atTheDoor, within } from "../door.js";
import { nodesFromResourceSlices } from "../dra/index.js";
import { MigError, type Path, pathText } from "../error.js";
import type { NodeGpus } from "../gpu/node.js";
import { nodeGpusFromNode } from "../kubernetes/nodes/node-gpus.js";
import { podDevices } from "../kubernetes/pods/index.js";
import type { PodLike } from "../kubernetes/pods/types.js";
import { deepFreeze } from "../model/freeze.js";
import { show } from "../model/quote.js";
import type { ClusterView } from "./types.js";

/** What a cluster view is made of, as the API server lists it. */
export interface ClusterObjects {
  /** Node objects. */
  readonly nodes: readonly unknown[];
  /** Pod objects of all namespaces; without them nothing is allocated. */
  readonly pods?: readonly unknown[];
  /** The text of the mig-parted file in force. */
  readonly migConfig?: string;
  /** ResourceSlice objects of the DRA driver. */
  readonly resourceSlices?: readonly unknown[];
}

/**
 * API objects -> the cluster as handlers see it: nodes with GPUs, what their labels and
 * ResourceSlices say of them, what is allocatable, and what pods hold there.
 *
 * - Nodes without any trace of an NVIDIA GPU are left out.
 * - `allocated` is what pods bound to the node hold, those that have ended not counted; shared
 *   devices count with the others, as `allocatable` has them. Requests that no API server would
 *   let in hold nothing.
 * - Where a node has ResourceSlices, they say what is on its GPUs, with starts where they tell them.
 *
 * Cost: a look at each object; 5,000 nodes take some tens of milliseconds.
 *
 * @throws MigError INVALID_INPUT with the path for what is no list of Nodes, Pods or ResourceSlices
 */
export function clusterView(objects: ClusterObjects): ClusterView {
  return atTheDoor(() => {
    if (typeof objects !== "object" || objects === null) throw invalid([], `{ nodes } is needed, not ${show(objects)}`);
    const { migConfig } = objects;
    if (migConfig !== undefined && typeof migConfig !== "string")
      throw invalid(["migConfig"], `the text of a mig-parted file is needed, not ${show(migConfig)}`);
    const held = heldByNode(listAt(objects.pods ?? [], ["pods"]));
    const sliced = new Map(
      nodesFromResourceSlices(listAt(objects.resourceSlices ?? [], ["resourceSlices"])).map((node) => [node.name, node]),
    );
    const nodes = listAt(objects.nodes, ["nodes"])
      .map((node, i) => within(["nodes", i], () => nodeGpusFromNode(node)))
      .map((node) => withSlices(node, sliced.get(node.name)))
      .filter(hasGpus)
      .map((node) => withHeld(node, held.get(node.name)));
    return deepFreeze({ nodes, ...(migConfig === undefined ? {} : { migConfig }) });
  });
}

function hasGpus({ gpus, instances = {}, allocatable = {} }: NodeGpus): boolean {
  return gpus.length + Object.keys(instances).length + Object.keys(allocatable).length > 0;
}

/** Slices know the instances themselves, labels only their number. */
function withSlices({ instances, ...node }: NodeGpus, slices: NodeGpus | undefined): NodeGpus {
  if (slices === undefined) return instances === undefined ? node : { ...node, instances };
  return { ...node, gpus: slices.gpus };
}

type Counts = Map<string, number>;

function withHeld(node: NodeGpus, held: Counts | undefined): NodeGpus {
  return held === undefined ? node : { ...node, allocated: Object.fromEntries(held) };
}

function heldByNode(pods: readonly unknown[]): ReadonlyMap<string, Counts> {
  const nodes = new Map<string, Counts>();
  pods.forEach((pod, i) => {
    const { spec, status } = fieldsOf(pod, ["pods", i]);
    const { nodeName } = fieldsOf(spec ?? {}, ["pods", i, "spec"]);
    const { phase } = fieldsOf(status ?? {}, ["pods", i, "status"]);
    if (typeof nodeName !== "string" || phase === "Succeeded" || phase === "Failed") return;
    const held = nodes.get(nodeName) ?? new Map<string, number>();
    // Read and judged there.
    for (const [device, count] of devicesOf(pod as PodLike)) held.set(device, (held.get(device) ?? 0) + count);
    if (held.size > 0) nodes.set(nodeName, held);
  });
  return nodes;
}

function devicesOf(pod: PodLike): readonly (readonly [string, number])[] {
  try {
    const { own, shared } = podDevices(pod);
    return [...Object.entries(own), ...Object.entries(shared)];
  } catch (error) {
    if (error instanceof MigError) return [];
    throw error;
  }
}

function listAt(value: unknown, path: Path): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw invalid(path, `a list of API objects is needed, not ${show(value)}`);
}

function fieldsOf(value: unknown, path: Path): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw invalid(path, `an object is needed, not ${show(value)}`);
}

function invalid(path: Path, message: string): MigError {
  return new MigError("INVALID_INPUT", `${pathText(path)}${message}`, { path });
}

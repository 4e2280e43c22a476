/** What the rules look at: a pod, the devices it asks for, and what is known of the cluster. */

import type { ClusterView } from "../../cluster/types.js";
import { MigError, type Path, pathText } from "../../error.js";
import { type ReadNode, readNodeGpus } from "../../gpu/read-node.js";
import { countOf, deviceResource } from "../../kubernetes/pods/devices.js";
import { type ReadContainer, type ReadPod, readPod } from "../../kubernetes/pods/read.js";
import { resolveModel } from "../../model/define.js";
import { show } from "../../model/quote.js";
import type { GpuInstanceProfile, GpuModel } from "../../model/types.js";
import type { PodFinding } from "./types.js";

/** One way in which pods go wrong. */
export type Rule = (context: Context) => readonly PodFinding[];

export interface Context {
  readonly pod: ReadPod;
  /** Every container, init containers first. */
  readonly containers: readonly ReadContainer[];
  /** What they ask for, container by container and in the order written; not what is 0 or no quantity. */
  readonly asked: readonly AskedDevice[];
  readonly cluster: Cluster;
}

export interface AskedDevice {
  readonly container: ReadContainer;
  readonly resource: string;
  /** A profile, or "gpu". */
  readonly device: string;
  readonly isShared: boolean;
  readonly count: number;
  readonly path: Path;
}

export interface Cluster {
  /** Whether anything is: without it no rule speaks of nodes. */
  readonly isKnown: boolean;
  readonly nodes: readonly ReadNode[];
  /** Those that have the labels of the pod's nodeSelector, or of which no labels are known. */
  readonly selected: readonly ReadNode[];
  readonly possible: readonly GpuModel[];
}

/** More nodes than Kubernetes supports in one cluster. */
const MAX_NODES = 20_000;

/** @throws MigError INVALID_INPUT for what is no pod or no cluster; as `readNodeGpus` for its nodes */
export function contextOf(pod: unknown, cluster: ClusterView): Context {
  const read = readPod(pod);
  const containers = [...read.initContainers, ...read.containers];
  return { pod: read, containers, asked: containers.flatMap(askedBy), cluster: readCluster(cluster, read) };
}

function askedBy(container: ReadContainer): readonly AskedDevice[] {
  const { limits, requests } = container;
  const resources = new Map([...requests.quantities].map(([resource]) => [resource, requests]));
  for (const resource of limits.quantities.keys()) resources.set(resource, limits);
  return [...resources].flatMap(([resource, { path, quantities }]) => {
    const named = deviceResource(resource);
    const reading = countOf(quantities.get(resource));
    if (named === null || !reading.ok || reading.count === 0) return [];
    return [{ container, resource, ...named, count: reading.count, path: [...path, resource] }];
  });
}

function readCluster(cluster: unknown, pod: ReadPod): Cluster {
  if (typeof cluster !== "object" || cluster === null)
    throw new MigError("INVALID_INPUT", `cluster: { nodes } is needed, not ${show(cluster)}`, { path: ["cluster"] });
  const { nodes: given, possible } = cluster as Partial<ClusterView>; // read and checked part by part
  const nodes = listAt(given, ["cluster", "nodes"]).map((node, i) => at(["cluster", "nodes", i], () => readNodeGpus(node)));
  const models = listAt(possible ?? [], ["cluster", "possible"]).map((ref, i) =>
    at(["cluster", "possible", i], () => resolveModel(ref)),
  );
  return {
    isKnown: nodes.length + models.length > 0,
    nodes,
    selected: nodes.filter((node) => isSelected(node, pod)),
    possible: [...new Set(models)],
  };
}

function listAt<T>(value: readonly T[] | undefined, path: Path): readonly T[] {
  if (Array.isArray(value) && value.length <= MAX_NODES) return Array.from(value);
  throw new MigError("INVALID_INPUT", `${pathText(path)}a list of at most ${MAX_NODES} is needed, not ${show(value)}`, { path });
}

function at<T>(path: Path, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof MigError)) throw error;
    const faults = error.faults.map((fault) => ({ ...fault, path: [...path, ...fault.path] }));
    throw new MigError(error.code, `${pathText(path)}${error.message}`, { faults, cause: error });
  }
}

function isSelected({ labels }: ReadNode, { nodeSelector }: ReadPod): boolean {
  return Object.keys(labels).length === 0 || [...nodeSelector].every(([key, value]) => labels[key] === value);
}

/** The models of nodes, each once, in the order of the nodes. */
export function modelsOf(nodes: readonly ReadNode[]): readonly GpuModel[] {
  return [...new Set(nodes.flatMap(({ gpus }) => gpus.flatMap(({ model }) => model ?? [])))];
}

/** A profile as a model knows it, by any of its names. */
export function profileOn(model: GpuModel, name: string): GpuInstanceProfile | undefined {
  return model.profiles.find((profile) => profile.name === name || profile.aliases.includes(name));
}

/** Whether a node says itself that it has devices of a profile, whatever is known of its GPUs. */
export function counts({ instances, allocatable }: ReadNode, device: string): boolean {
  return [instances, allocatable].some((demand) => Object.hasOwn(demand, device) && (demand[device] ?? 0) > 0);
}

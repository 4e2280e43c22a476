/** What the rules look at: a pod, the devices it asks for, and what is known of the cluster. */

import type { Path } from "../../error.js";
import type { ReadNode } from "../../gpu/read-node.js";
import { deviceResource } from "../../kubernetes/pods/device-resource.js";
import { countOf } from "../../kubernetes/pods/devices.js";
import type { ReadContainer, ReadPod } from "../../kubernetes/pods/read.js";
import type { GpuInstanceProfile, GpuModel } from "../../model/types.js";
import type { ReadCluster } from "./cluster.js";
import { type Cluster, selectionOf } from "./selection.js";
import type { PodFinding } from "./types.js";

/** One way in which pods go wrong. */
export type Rule = (context: Context) => readonly PodFinding[];

export interface Context {
  readonly pod: ReadPod;
  /** Every container, init containers first. */
  readonly containers: readonly ReadContainer[];
  /** What they ask for, container by container and in the order written; not what is 0 or no quantity. */
  readonly asked: readonly AskedDevice[];
  /** What is known, and the part of it that the pod selects. */
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

export function contextOf(pod: ReadPod, cluster: ReadCluster): Context {
  const containers = [...pod.initContainers, ...pod.containers];
  return { pod, containers, asked: containers.flatMap(askedBy), cluster: selectionOf(cluster, pod.nodeSelector) };
}

/** What the API server has not filled in stands in one of the two lists alone; of both the limit counts. */
function askedBy(container: ReadContainer): readonly AskedDevice[] {
  const { limits, requests } = container;
  const resources = new Set([...requests.quantities.keys(), ...limits.quantities.keys()]);
  return [...resources].flatMap((resource) => {
    const named = deviceResource(resource);
    if (named === null) return [];
    const { path, quantities } = limits.quantities.has(resource) ? limits : requests;
    const reading = countOf(quantities.get(resource));
    if (!reading.ok || reading.count === 0) return [];
    return [{ container, resource, ...named, count: reading.count, path: [...path, resource] }];
  });
}

/** A profile as a model knows it, by any of its names. */
export function profileOn(model: GpuModel, name: string): GpuInstanceProfile | undefined {
  return model.profiles.find((profile) => profile.name === name || profile.aliases.includes(name));
}

/** Whether a node says itself that it has devices of a profile, whatever is known of its GPUs. */
export function counts({ instances, allocatable }: ReadNode, device: string): boolean {
  return [instances, allocatable].some((demand) => Object.hasOwn(demand, device) && (demand[device] ?? 0) > 0);
}

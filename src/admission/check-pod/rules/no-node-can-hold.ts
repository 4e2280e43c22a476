import { MigError } from "../../../error.js";
import { deviceResource } from "../../../kubernetes/pods/device-resource.js";
import { countOf } from "../../../kubernetes/pods/devices.js";
import type { ReadContainer, ReadPod, ReadResources } from "../../../kubernetes/pods/read.js";
import { devicesOf } from "../../../kubernetes/pods/request.js";
import type { Demand } from "../../../model/types.js";
import { profileOn, type Rule } from "../context.js";
import { couldHold } from "../node-room.js";
import { KEPT_OF_MANY, remembered } from "../remembered.js";
import type { Cluster } from "../selection.js";
import type { PodFinding } from "../types.js";
import { isKnown } from "./unknown-profile.js";

/** More at the pod's peak than any node could hold, however its GPUs were divided and whatever else ran. */
export const noNodeCanHold: Rule = ({ pod, asked, cluster }) => {
  if (!cluster.isKnown) return [];
  const own = peakOf(pod);
  if (Object.keys(own).length === 0 || mayRun(cluster, own)) return [];
  return [finding(own, cluster, asked.find(({ device }) => Object.hasOwn(own, device))?.path ?? ["spec"])];
};

/** On a node that is there or may join; also where a profile is not known, which is told elsewhere. */
const mayRun = remembered(
  (own: Demand) => JSON.stringify(Object.entries(own)),
  (cluster: Cluster, own) => {
    const isUnknown = (device: string) => device !== "gpu" && cluster.models.length > 0 && !isKnown(device, cluster);
    return (
      Object.keys(own).some(isUnknown) || mayJoin(own, cluster) || cluster.selectedKinds.some((node) => couldHold(node, own))
    );
  },
  KEPT_OF_MANY,
);

function finding(own: Demand, { selectedKinds, nodes }: Cluster, path: PodFinding["path"]): PodFinding {
  const wanted = Object.entries(own).map(([device, count]) => `${count} x ${device}`);
  const message = `the pod holds ${wanted.join(" and ")} at its peak, which no node can`;
  const hint =
    selectedKinds.length === 0
      ? `none of the ${nodes.length} nodes has the labels of its nodeSelector`
      : `the nodes are ${described(selectedKinds)}`;
  return { severity: "error", code: "NO_NODE_CAN_HOLD", message, path, hint };
}

/** Kinds of nodes in a message. */
const SHOWN = 4;

function described(nodes: Cluster["nodes"]): string {
  const kinds = nodes.map(({ gpus }) => (gpus.length === 0 ? "without GPUs" : `of ${gpus.length} x ${gpus[0]?.name}`));
  const distinct = [...new Set(kinds)];
  return `${distinct.slice(0, SHOWN).join(", ")}${distinct.length > SHOWN ? " and others" : ""}`;
}

/** A node of a possible model, of whatever size, may join and hold it. */
function mayJoin(own: Demand, { possible }: Cluster): boolean {
  return possible.some((model) => Object.keys(own).every((device) => device === "gpu" || profileOn(model, device) !== undefined));
}

/** What the pod holds of its own, as far as its quantities are counts; the others are told elsewhere. */
function peakOf(pod: ReadPod): Demand {
  // Of counts alone only their sum can be refused.
  return ownOf(pod) ?? ownOf(onlyCounted(pod)) ?? {};
}

/** null: a quantity is none, or they contradict each other. */
function ownOf(pod: ReadPod): Demand | null {
  try {
    return devicesOf(pod).own;
  } catch (error) {
    if (error instanceof MigError) return null;
    throw error;
  }
}

function onlyCounted(pod: ReadPod): ReadPod {
  return {
    ...pod,
    containers: pod.containers.map(counted),
    initContainers: pod.initContainers.map(counted),
    overhead: onlyCounts(pod.overhead),
  };
}

function counted(container: ReadContainer): ReadContainer {
  const limits = onlyCounts(container.limits);
  const requests = onlyCounts(container.requests);
  const alone = [...requests.quantities].filter(([resource]) => !limits.quantities.has(resource));
  return { ...container, limits, requests: { ...requests, quantities: new Map(alone) } };
}

function onlyCounts({ path, quantities }: ReadResources): ReadResources {
  return {
    path,
    quantities: new Map(
      [...quantities].filter(([resource, quantity]) => deviceResource(resource) !== null && countOf(quantity).ok),
    ),
  };
}

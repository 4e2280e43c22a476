import type { ClusterView } from "../../cluster/types.js";
import type { Path } from "../../error.js";
import { deviceResource } from "../../kubernetes/pods/device-resource.js";
import { readPod } from "../../kubernetes/pods/read.js";
import { quote } from "../../model/quote.js";
import { readCluster } from "../check-pod/cluster.js";
import { selectionOf } from "../check-pod/selection.js";
import { notKnown, ruled } from "../review/ruled.js";
import type { ReviewOptions, Ruled } from "../review/types.js";
import { chooseResource } from "./choose.js";
import { containersIn, type PlacedContainer } from "./containers.js";
import { CONTAINER, type NeedFinding, readNeed } from "./need.js";
import type { Operation } from "./patch.js";

/** What is to be changed, and why the request is turned away or nothing can be said. */
export interface Change {
  readonly operations: readonly Operation[];
  readonly findings: readonly Ruled[];
}

const NONE: Change = { operations: [], findings: [] };

/**
 * A device for the container that an annotated pod means, as a limit and, where it has requests, as
 * one of those. Nothing for a container that asks for devices already.
 */
export function needChange(pod: unknown, path: Path, view: ClusterView, options: ReviewOptions): Change {
  const read = readNeed(pod, path);
  if (read === null) return NONE;
  if (!read.ok) return refused(read.finding);
  const containers = containersIn(pod, path, "containers");
  const container = read.container === null ? containers[0] : containers.find(({ name }) => name === read.container);
  if (container === undefined && read.container !== null) {
    const message = `there is no container ${quote(read.container)}`;
    return refused({ severity: "error", code: "BAD_NEED", message, path: [...path, "metadata", "annotations", CONTAINER] });
  }
  if (container === undefined || asksForDevices(container)) return NONE;
  const cluster = selectionOf(readCluster(view), readPod(pod).nodeSelector);
  if (!cluster.isKnown) {
    const message = "nothing is known of this cluster's GPUs, so that no profile was chosen";
    return { operations: [], findings: [notKnown(message, options)] };
  }
  const choice = chooseResource(read.need, read.says, cluster);
  if ("resource" in choice) return { operations: withOne(container, choice.resource), findings: [] };
  return refused({ severity: "error", code: "NO_PROFILE_SERVES", ...choice, path: [...path, "metadata", "annotations"] });
}

function refused(finding: NeedFinding): Change {
  return { operations: [], findings: ruled([finding]) };
}

function asksForDevices({ limits, requests }: PlacedContainer): boolean {
  return [...Object.keys(limits), ...Object.keys(requests)].some((resource) => deviceResource(resource) !== null);
}

/** Parents that are absent or null are made first. */
function withOne({ path, has }: PlacedContainer, resource: string): readonly Operation[] {
  const at = [...path, "resources"];
  const resources: readonly Operation[] = has.resources ? [] : [{ op: "add", path: at, value: {} }];
  const limits: readonly Operation[] = has.limits ? [] : [{ op: "add", path: [...at, "limits"], value: {} }];
  const requests: readonly Operation[] = has.requests ? [{ op: "add", path: [...at, "requests", resource], value: "1" }] : [];
  return [...resources, ...limits, { op: "add", path: [...at, "limits", resource], value: "1" }, ...requests];
}

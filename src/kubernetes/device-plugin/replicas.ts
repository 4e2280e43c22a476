/** Sharing: updateDeviceMapWithReplicas (internal/rm/device_map.go), and what becomes of requests for shared resources. */
import type { PluginFinding } from "./codes.js";
import { sharedResourcesOf, sharingStrategy } from "./effective.js";
import type { Offer } from "./offer.js";
import type { DevicePluginConfig, SharedResource } from "./types.js";

/** Clients of one MPS server from Turing on, MIG or not (cmd/mps-control-daemon/mps/device.go). */
const MPS_CLIENTS = 48;

/** The offered resources after sharing: `name` becomes `rename`, its devices as many times as it has replicas. */
export function shareOut(offer: Offer, config: DevicePluginConfig): Pick<Offer, "findings"> & { resources: Map<string, number> } {
  const strategy = sharingStrategy(config);
  const { resources: entries = [], failRequestsGreaterThanOne } = sharedResourcesOf(config);
  const path = ["sharing", strategy === "mps" ? "mps" : "timeSlicing", "resources"];
  const shared = new Map<string, number>();
  const findings: PluginFinding[] = [];
  entries.forEach((entry, i) => {
    const devices = offer.resources.get(entry.name) ?? 0;
    if (devices === 0) findings.push(notOffered(entry.name, offer, [...path, i, "name"]));
    else if (strategy === "mps" && entry.replicas > MPS_CLIENTS) findings.push(tooManyClients(entry, [...path, i, "replicas"]));
    // Replicas of two entries for one resource have the same ids.
    const name = entry.rename ?? entry.name;
    if (devices > 0) shared.set(name, Math.max(shared.get(name) ?? 0, devices * entry.replicas));
  });
  // MPS refuses by default (NewConfig of api/config/v1/config.go).
  const refuses = failRequestsGreaterThanOne ?? strategy === "mps";
  if (shared.size > 0) findings.push(sharedRequests([...shared.keys()], refuses, path.slice(0, 2)));
  const untouched = [...offer.resources].filter(([name]) => entries.every((entry) => entry.name !== name));
  return { resources: new Map([...untouched, ...shared]), findings };
}

function notOffered(name: string, { resources }: Offer, path: PluginFinding["path"]): PluginFinding {
  const names = [...resources.keys()];
  const hint = names.length === 0 ? "the node has no devices" : `it offers ${names.join(", ")}`;
  return {
    severity: "warning",
    code: "NOT_OFFERED",
    message: `the node does not offer ${name}, so nothing of it is shared`,
    path,
    hint,
  };
}

function tooManyClients({ replicas }: SharedResource, path: PluginFinding["path"]): PluginFinding {
  const message = `invalid MPS configuration: invalid device maximum allowed replicas exceeded: ${replicas} > ${MPS_CLIENTS}`;
  return { severity: "error", code: "MPS_UNSUPPORTED", message, path };
}

function sharedRequests(names: readonly string[], refuses: boolean, path: PluginFinding["path"]): PluginFinding {
  const message = refuses
    ? `a container that asks for more than 1 of ${names.join(", ")} fails: invalid request: maximum request size for shared resources is 1`
    : `a container that asks for more than 1 of ${names.join(", ")} gets no more of the GPU than with 1`;
  return { severity: "note", code: "SHARED_REQUESTS", message, path };
}

/** CDI specs as `nvidia-ctk cdi generate` writes them (nvidia-container-toolkit pkg/nvcdi). */
import { atTheDoor } from "../door.js";
import { MigError, type Path, pathText } from "../error.js";
import type { NodeGpus } from "../gpu/node.js";
import { type ReadGpu, type ReadNode, readNodeGpus } from "../gpu/read-node.js";
import { deepFreeze } from "../model/freeze.js";
import { quote } from "../model/quote.js";
import { type DeviceNameStrategy, type DeviceNames, namesOf } from "./device-names.js";
import { type Capability, capabilityNode, driverMinors, readMigMinors } from "./minors.js";
import { type InstanceId, type MigDevice, migDevices, readInstanceIds } from "./order.js";

/** What a container gets; what is absent it does not get. */
export interface CdiEdits {
  /** Variables, "NAME=value". */
  readonly env?: readonly string[];
  /** Device nodes by `path`. */
  readonly deviceNodes?: readonly { readonly path: string }[];
}

/** A CDI spec (cncf-tags/container-device-interface, SPEC.md), as far as it is filled in here. */
export interface CdiSpec {
  /** Version of the format. */
  readonly cdiVersion: string;
  /** Vendor and class, "nvidia.com/gpu". */
  readonly kind: string;
  /** Devices by `name`, each with its `containerEdits`. */
  readonly devices: readonly { readonly name: string; readonly containerEdits: CdiEdits }[];
  /** What every container gets that asks for any of them. */
  readonly containerEdits?: CdiEdits;
}

type Device = CdiSpec["devices"][number];
/** Path of a capability's device node. */
type NodeOf = (capability: Capability) => string;

/** The merged device, which stands for every other one. */
const ALL = "all";

/**
 * A CDI spec with the devices of a node: every GPU without MIG, every MIG device of the others
 * (those have no device of their own), and `all`. Devices and device nodes are sorted as nvidia-ctk
 * sorts them; `cdiVersion` is the least that the names need. Kind `nvidia.com/gpu`.
 *
 * It names devices and their nodes and leaves out what only the machine knows: libraries, hooks,
 * control nodes. /dev/nvidia<N> takes the GPU's minor number to be its index, which holds unless
 * the node counts its boards in another order.
 *
 * MIG devices are counted by GPU instance id (R47), and ids are not placements (R26): without
 * `instances` they are counted in the order of the node's list, and have no capability nodes.
 * Several compute instances of one GPU instance are one device each, in the order listed.
 *
 * @param options.strategy default `index`
 * @param options.instances rows of `nvidia-smi mig -lgi` for all the node's instances: with them
 *   devices are in the driver's order and have their nodes in /dev/nvidia-caps
 * @param options.migMinors the text of /proc/driver/nvidia-caps/mig-minors; without it the nodes'
 *   numbers are those of the driver's static table
 * @throws MigError INVALID_INPUT for a node without devices or with instances known by count only (no
 *   spec can say either), and with `uuid` for a device without UUID, or with one that is no CDI name
 *   (MIG-GPU-.../1/0); what `NodeGpus` readers throw for the node
 */
export function cdiSpec(
  node: NodeGpus,
  options: {
    readonly strategy?: DeviceNameStrategy;
    readonly instances?: readonly InstanceId[];
    readonly migMinors?: string;
  } = {},
): CdiSpec {
  return atTheDoor(() => {
    const { strategy = "index", migMinors } = options;
    const names = namesOf(strategy);
    const read = readNodeGpus(node);
    const ids = readInstanceIds(options.instances, read);
    const minors = migMinors === undefined ? driverMinors : readMigMinors(migMinors);
    return deepFreeze(spec(devicesOf(read, names, ids, (capability) => capabilityNode(capability, minors))));
  });
}

function devicesOf(node: ReadNode, names: DeviceNames, ids: readonly InstanceId[] | null, nodeOf: NodeOf): readonly Device[] {
  if (Object.values(node.instances).some((count) => count > 0))
    throw invalid(
      ["instances"],
      "known by count only, which does not tell on which GPU each is; give every GPU with MIG its list mig",
    );
  const devices = node.gpus.flatMap((gpu) =>
    gpu.mig === null
      ? [{ name: names.gpu(gpu), containerEdits: { deviceNodes: [{ path: gpuNode(gpu) }] } }]
      : migDevices(gpu, ids).map((device) => ({
          name: names.mig(gpu, device),
          containerEdits: { deviceNodes: nodesOf(gpu, device, nodeOf) },
        })),
  );
  if (devices.length === 0) throw invalid(["gpus"], "the node has no device, and a CDI spec needs one; create instances first");
  return devices;
}

function gpuNode({ index }: ReadGpu): string {
  return `/dev/nvidia${index}`;
}

function nodesOf(gpu: ReadGpu, { gpuInstanceId, computeInstanceId }: MigDevice, nodeOf: NodeOf): readonly { path: string }[] {
  if (gpuInstanceId === null) return sorted([gpuNode(gpu)]);
  const capability = { gpu: gpu.index, gpuInstance: gpuInstanceId };
  const inside = { ...capability, computeInstance: computeInstanceId };
  return sorted([gpuNode(gpu), nodeOf({ ...capability, computeInstance: null }), nodeOf(inside)]);
}

/** Shallow paths first, then by name (pkg/nvcdi/transform/sorter.go). */
function sorted(paths: readonly string[]): readonly { path: string }[] {
  const depth = (path: string) => path.split("/").length;
  return [...new Set(paths)].sort((a, b) => depth(a) - depth(b) || compare(a, b)).map((path) => ({ path }));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function spec(devices: readonly Device[]): CdiSpec {
  const names = new Set([ALL]);
  for (const { name } of devices) {
    if (names.has(name)) throw invalid(["gpus"], `two devices are called ${quote(name)}`);
    names.add(name);
  }
  const paths = devices.flatMap(({ containerEdits }) => containerEdits.deviceNodes?.map(({ path }) => path) ?? []);
  const merged: Device = { name: ALL, containerEdits: { deviceNodes: sorted(paths) } };
  const all = [...devices, merged].sort((a, b) => compare(a.name, b.name));
  return {
    cdiVersion: all.some(({ name }) => /^[0-9]/.test(name)) ? NAMES_WITH_DIGITS : EARLIEST,
    kind: "nvidia.com/gpu",
    devices: all,
    // So that the runtime's own hook does not inject devices a second time.
    containerEdits: { env: ["NVIDIA_VISIBLE_DEVICES=void"] },
  };
}

/** specs-go/version.go: names that begin with a digit came with 0.5.0, and nothing before 0.3.0 is read. */
const NAMES_WITH_DIGITS = "0.5.0";
const EARLIEST = "0.3.0";

function invalid(path: Path, message: string): MigError {
  return new MigError("INVALID_INPUT", `${pathText(path)}${message}`, { path });
}

import { atTheDoor } from "../../door.js";
import { MigError } from "../../error.js";
import type { MigStrategy, NodeGpus } from "../../gpu/node.js";
import { type ReadNode, readNodeGpus } from "../../gpu/read-node.js";
import { dottedProfile, GPU_RESOURCE } from "../names.js";
import { type Board, boardsOf, isCounted } from "./boards.js";
import { carriedLabels } from "./carried.js";
import { allDevices, byName, devicesOf, type MigDevices } from "./devices.js";
import { LabelSet } from "./label-set.js";
import { type LabelSharing, type ReadSharing, readSharing, WITHOUT_SHARING } from "./sharing.js";
import { familyOf, INVALID, productLabel, sanitised, wholeNumber } from "./text.js";

/** How `gpuLabels` looks at a node. */
export interface GpuLabelsOptions {
  /** What the device plugin's config shares; default: nothing. */
  readonly sharing?: LabelSharing;
}

/**
 * The labels that gpu-feature-discovery v0.20 writes for a node, sorted by key; none without GPUs.
 * The strategy is the node's, else that of its labels, else none.
 *
 * - Figures are those of the models; a figure that is not known has no label. What the node's own
 *   labels say of the same board or the same MIG devices was measured there, and counts before:
 *   product, memory, compute capability and so on. A `model` given by the name of its board
 *   ("NVIDIA H100 PCIe") is that board.
 * - What neither says anything of MIG nor can be worked out is carried over from the node's labels:
 *   driver and CUDA versions, the machine, the time stamp. `driver` gives its major version.
 * - Of several models on one node that program shows a random one under `nvidia.com/gpu.*`: full GPUs
 *   before MIG-enabled ones. Here it is the one of lowest index.
 * - MIG devices known by count only are taken to lie on the first GPUs whose model has them, and no
 *   MIG-enabled GPU to be empty.
 * - Values may be longer than Kubernetes allows: see `droppedLabels`.
 *
 * Source: k8s-device-plugin internal/lm (resource.go, mig-strategy.go, nvml.go).
 *
 * @throws MigError INVALID_INPUT for what is no node or no sharing, and for MPS with a MIG-enabled GPU, where
 *   that program writes nothing; UNKNOWN_MODEL, UNKNOWN_PROFILE, INVALID_LAYOUT, with the path into the node
 */
export function gpuLabels(node: NodeGpus, options: GpuLabelsOptions = {}): Readonly<Record<string, string>> {
  return atTheDoor(() => {
    const read = readNodeGpus(node);
    const sharing = readSharing(options?.sharing);
    const labels = new LabelSet();
    if (read.gpus.length === 0) return labels.frozen();
    const boards = boardsOf(read);
    const strategy = read.strategy ?? labelledStrategy(read);
    carriedLabels(read, labels);
    putSharing(labels, boards, sharing);
    labels.put("nvidia.com/mig.capable", read.gpus.some(({ model }) => model !== null).toString());
    putFullGpus(labels, boards, sharing);
    if (strategy !== "none") labels.put(STRATEGY, strategy);
    if (strategy === "single") putSingle(labels, read, boards, sharing);
    if (strategy === "mixed") {
      for (const devices of byName(allDevices(read, boards)))
        putDevices(labels, `nvidia.com/${dottedProfile(devices.name)}`, devices, read, sharing);
    }
    return labels.frozen();
  });
}

const STRATEGY = "nvidia.com/mig.strategy";

function labelledStrategy({ labels }: ReadNode): MigStrategy {
  const label = labels[STRATEGY];
  return label === "single" || label === "mixed" ? label : "none";
}

function putSharing(labels: LabelSet, boards: readonly Board[], { strategy }: ReadSharing): void {
  if (strategy !== "mps") return;
  const enabled = boards.find(({ migEnabled }) => migEnabled);
  if (enabled !== undefined) {
    throw new MigError(
      "INVALID_INPUT",
      `MPS sharing is not supported for mig devices, and GPU ${enabled.gpu.index} has MIG enabled: share by time-slicing`,
      { path: ["sharing", "strategy"] },
    );
  }
  labels.put("nvidia.com/mps.capable", "true");
}

/** MIG-enabled or not, they are shown as full ones first; what the strategy shows besides may then replace it. */
function putFullGpus(labels: LabelSet, boards: readonly Board[], sharing: ReadSharing): void {
  const shown = boards.find(({ migEnabled }) => !migEnabled) ?? boards[0];
  if (shown === undefined) return;
  const count = boards.filter(({ product }) => product === shown.product).length;
  const replication = shown.migEnabled ? WITHOUT_SHARING : sharing.of(GPU_RESOURCE);
  labels.putResource(GPU_RESOURCE, [shown.product], count, replication);
  labels.putNumber(`${GPU_RESOURCE}.memory`, shown.memoryMiB);
  if (shown.capability === null) return;
  const [major, minor] = shown.capability;
  labels.put(`${GPU_RESOURCE}.family`, familyOf(major, minor));
  labels.putNumber(`${GPU_RESOURCE}.compute.major`, major);
  labels.putNumber(`${GPU_RESOURCE}.compute.minor`, minor);
}

function putSingle(labels: LabelSet, node: ReadNode, boards: readonly Board[], sharing: ReadSharing): void {
  const [first, ...others] = boards.filter(({ migEnabled }) => migEnabled);
  if (first === undefined) return;
  const empty = !isCounted(node) && [first, ...others].some((board) => devicesOf(board).length === 0);
  const [devices, ...different] = byName(allDevices(node, boards));
  if (empty || boards.some(({ migEnabled }) => !migEnabled) || devices === undefined || different.length > 0) {
    labels.putResource(GPU_RESOURCE, [first.product, "MIG", INVALID], 0, UNSHARABLE);
    labels.putNumber(`${GPU_RESOURCE}.memory`, 0);
  } else putDevices(labels, GPU_RESOURCE, devices, node, sharing);
}

const UNSHARABLE = { ...WITHOUT_SHARING, strategy: "" };

function putDevices(labels: LabelSet, resource: string, devices: MigDevices, node: ReadNode, sharing: ReadSharing): void {
  const { name, board, count, attributes } = devices;
  const mig = name.replaceAll("+", ".");
  labels.putResource(resource, [board.product, "MIG", mig], count, sharing.of(resource));
  const seen = productLabel(node.labels[`${resource}.product`] ?? "");
  const measured = seen.product === sanitised(board.product) && seen.mig === mig ? node.labels : {};
  for (const [ending, value] of Object.entries(attributes)) {
    const key = `${resource}.${ending}`;
    labels.putNumber(key, wholeNumber(measured[key]) ?? value);
  }
}

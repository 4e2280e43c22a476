/** PCI labels of node-feature-discovery (source/pci/pci.go): before anything of NVIDIA has run on a node. */
import type { GpuModel } from "../../model/types.js";
import { builtIn } from "./models.js";

type Labels = Readonly<Record<string, string>>;

const PRESENT = /^feature\.node\.kubernetes\.io\/pci-([0-9a-f_]{1,64})\.present$/;
const NVIDIA = "10de";
/** Any of them makes a node a GPU node for the GPU Operator (controllers/state_manager.go). */
const GPU_NODE = [NVIDIA, `0302_${NVIDIA}`, `0300_${NVIDIA}`];

export function hasNvidiaDevice(labels: Labels): boolean {
  return GPU_NODE.some((device) => labels[`feature.node.kubernetes.io/pci-${device}.present`] === "true");
}

/**
 * The built-in models whose devices are labelled, by key: fields stand in the order class, vendor,
 * device, then those of the subsystem, as many of them as are configured.
 */
export function modelsOfDevices(labels: Labels): readonly GpuModel[] {
  const models = Object.keys(labels)
    .sort()
    .flatMap((key) => {
      const fields = labels[key] === "true" ? (PRESENT.exec(key)?.[1]?.split("_") ?? []) : [];
      const device = fields[fields.indexOf(NVIDIA) + 1];
      const model = fields.includes(NVIDIA) && device !== undefined ? builtIn(`0x${device}`) : null;
      return model === null ? [] : [model];
    });
  return [...new Set(models)];
}

/** The GPUs of a node as gpu-feature-discovery meets them: by what NVML says of the board. */
import type { ReadGpu, ReadNode } from "../../gpu/read-node.js";
import { builtIn } from "../nodes/models.js";
import { productLabel, sanitised, wholeNumber } from "./text.js";

export interface Board {
  readonly gpu: ReadGpu;
  /** As the driver names it: "NVIDIA H100 80GB HBM3". */
  readonly product: string;
  readonly migEnabled: boolean;
  /** MiB; null: not known. */
  readonly memoryMiB: number | null;
  /** Major and minor; null: not known. */
  readonly capability: readonly [number, number] | null;
}

/** In index order. */
export function boardsOf(node: ReadNode): readonly Board[] {
  const counted = isCounted(node);
  const seen = boardLabels(node);
  return node.gpus.map((gpu) => {
    const product = productOf(gpu, node, seen);
    const known = seen !== null && keyOf(product) === keyOf(seen.product) ? seen : null;
    return {
      gpu,
      product,
      migEnabled: gpu.mig !== null || (counted && gpu.model !== null),
      memoryMiB: known?.memoryMiB ?? gpu.model?.memoryMiB ?? null,
      capability: known?.capability ?? capabilityOf(gpu.model?.computeCapability),
    };
  });
}

/** Whether only counts tell what MIG devices there are. */
export function isCounted({ gpus, instances }: ReadNode): boolean {
  return gpus.every(({ mig }) => mig === null) && Object.values(instances).some((count) => count > 0);
}

/** What the labels that the node has already say of a board. */
interface BoardLabels {
  readonly product: string;
  readonly memoryMiB: number | null;
  readonly capability: readonly [number, number] | null;
}

function boardLabels({ labels }: ReadNode): BoardLabels | null {
  const value = labels["nvidia.com/gpu.product"];
  if (value === undefined || value === "") return null;
  const { product, mig } = productLabel(value);
  const [major, minor] = [labels["nvidia.com/gpu.compute.major"], labels["nvidia.com/gpu.compute.minor"]];
  const memory = wholeNumber(labels["nvidia.com/gpu.memory"]);
  // Under the single strategy the label holds the memory of a MIG device.
  return { product, memoryMiB: mig === null ? memory : null, capability: capabilityOf(`${major}.${minor}`) };
}

/** The name that was given, where it is that of a board; else the one that the node is labelled with; else the model's first. */
function productOf({ model, name }: ReadGpu, { gpus }: ReadNode, seen: BoardLabels | null): string {
  if (model === null) return name;
  const spelt = (key: string) => model.productNames.find((product) => keyOf(product) === key);
  const given = spelt(keyOf(productLabel(name).product));
  if (given !== undefined) return given;
  if (seen !== null) {
    const labelled = spelt(keyOf(seen.product));
    if (labelled !== undefined) return labelled;
    // A board that the model does not list; with other models beside it, it could be one of theirs.
    const alone = gpus.every((gpu) => gpu.model?.name === model.name);
    if (alone && builtIn(seen.product) === null) return seen.product;
  }
  return model.productNames[0] ?? model.name;
}

/** Labels spell blanks as dashes, and old drivers leave "NVIDIA" out. */
function keyOf(product: string): string {
  return sanitised(product)
    .toLowerCase()
    .replace(/^nvidia-/, "");
}

function capabilityOf(text: string | undefined): readonly [number, number] | null {
  const [, major, minor] = /^(\d{1,3})\.(\d{1,3})$/.exec(text ?? "") ?? [];
  return major === undefined ? null : [Number(major), Number(minor)];
}

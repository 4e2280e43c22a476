/** The GPUs of a node as mig-parted tells them apart. */
import type { ReadGpu } from "../gpu/read-node.js";
import { formatPciId, parsePciId } from "./device-filter.js";

/** PCI ids of the boards that a GPU can be: those of its model, or the one by which the model was named. */
export function boardsOf({ model, name }: ReadGpu): readonly string[] {
  const ids = model?.pciDeviceIds ?? [];
  const named = /^0x/i.test(name) ? ids.filter((id) => id.toLowerCase().startsWith(name.toLowerCase())) : [];
  return named.length > 0 ? named : ids;
}

/** The board that a GPU is taken for where one has to be written down, as mig-parted prints it; null: its model has no PCI ids. */
export function boardOf(gpu: ReadGpu): string | null {
  const id = parsePciId(boardsOf(gpu)[0] ?? "");
  return id === null ? null : formatPciId({ ...id, subsystem: null });
}

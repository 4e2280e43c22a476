import type { LayoutGroup } from "../fleet/types.js";
import type { GpuModel } from "../model/types.js";

/** GPUs of one model as they are drawn: the groups that are shown, and what the rest adds up to. */
export interface FleetPage {
  /** "H100-80GB: 12 GPUs" */
  readonly title: string;
  readonly model: GpuModel;
  readonly shown: readonly LayoutGroup[];
  readonly hidden: { readonly groups: number; readonly gpus: number };
}

import type { LayoutGroup } from "../fleet/types.js";
import type { GpuModel } from "../model/types.js";

/** A fleet as it is drawn: the groups that are shown, and what the rest adds up to. */
export interface FleetPage {
  readonly model: GpuModel;
  readonly gpus: number;
  readonly shown: readonly LayoutGroup[];
  readonly hidden: { readonly groups: number; readonly gpus: number };
}

import type { LayoutGroup } from "../fleet/types.js";
import { counted } from "../model/quote.js";
import type { GpuModel } from "../model/types.js";

/** GPUs of one model as they are drawn: the groups that are shown, and what the rest adds up to. */
export interface FleetPage {
  /** "H100-80GB: 12 GPUs" */
  readonly title: string;
  readonly model: GpuModel;
  readonly shown: readonly LayoutGroup[];
  readonly hidden: { readonly groups: number; readonly gpus: number };
}

/** What stands below the groups that are shown. */
export function hiddenText({ groups, gpus }: FleetPage["hidden"]): string {
  return `… and ${counted(groups, "more group")} (${counted(gpus, "GPU")})`;
}

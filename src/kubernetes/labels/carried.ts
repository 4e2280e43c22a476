import type { ReadNode } from "../../gpu/read-node.js";
import type { LabelSet } from "./label-set.js";

/** Of the machine, the driver and the fabric; none of them follows from models and layouts. */
const CARRIED =
  /^nvidia\.com\/(?:cuda\.(?:driver|runtime)(?:-version)?\.[a-z]+|gpu\.(?:machine|mode|clique)|vgpu\.[a-z.-]+|mps\.capable|gfd\.timestamp)$/;
const DRIVER = /^nvidia\.com\/cuda\.driver/;
/** Both spellings, the older one first. */
export const DRIVER_MAJOR = ["nvidia.com/cuda.driver.major", "nvidia.com/cuda.driver-version.major"] as const;

/** What the node's own labels say of the machine; of its driver only where that is still the node's, whose branch is always told. */
export function carriedLabels({ labels, driver }: ReadNode, into: LabelSet): void {
  const branch = driver === null ? null : String(driver);
  const same = branch === null || DRIVER_MAJOR.some((key) => labels[key] === branch);
  for (const [key, value] of Object.entries(labels)) {
    if (CARRIED.test(key) && (same || !DRIVER.test(key))) into.put(key, value);
  }
  if (branch !== null) for (const key of DRIVER_MAJOR) into.put(key, branch);
}

import { PLANNER_BASE64 } from "../generated/planner.js";
import type { Planner } from "./exports.js";
import { instantiate } from "./module.js";

/**
 * Bytes of compiled models and states after which the next question starts from a fresh
 * instance. Models compile again in microseconds, so nothing needs freeing one by one.
 */
const FRESH_AFTER_BYTES = 64 << 20;

let current: Planner | undefined;

/**
 * The planner, compiled on first use. Handles are good only for the instance that gave them. An
 * instance that trapped is dropped: its memory may be half written.
 */
export function planner(): Planner {
  if (current === undefined || current.bytesUsed() > FRESH_AFTER_BYTES) {
    current = instantiate<Planner>(PLANNER_BASE64, () => {
      current = undefined;
    });
  }
  return current;
}

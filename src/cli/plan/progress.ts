import type { SolveOptions } from "../../fleet/plan/types.js";
import type { Io } from "../io.js";
import { amount } from "./amount.js";

const CLEAR_LINE = "\r\u001b[K";

/** One line on a terminal that tells what is known by now; nothing elsewhere. */
export interface PlanProgress {
  readonly show: NonNullable<SolveOptions["onProgress"]>;
  /** Leaves the line as it was. */
  readonly clear: () => void;
}

export function planProgress(io: Io): PlanProgress {
  if (!io.progress) return { show: () => {}, clear: () => {} };
  return {
    show({ bound, best }) {
      const found = best === null ? "no plan yet" : `best so far ${amount(best)}`;
      io.err(`${CLEAR_LINE}${found}, at least ${amount(bound)}`);
    },
    clear: () => io.err(CLEAR_LINE),
  };
}

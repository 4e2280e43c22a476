import type { Compaction } from "../../fleet/compact/types.js";
import type { FleetSnapshot } from "../../fleet/types.js";
import { counted } from "../../model/quote.js";
import { renderFleetChange } from "../../render/fleet.js";
import { stepLines } from "../steps.js";
import { table } from "../table.js";

/** Steps that are listed; a machine reads all of them from --json. */
const SOME_STEPS = 40;

/** A compaction for people: what it comes to and how sure that is, before and after, what fewer moves would free, the steps. */
export function compactText(plan: Compaction, before: FleetSnapshot, after: FleetSnapshot): string {
  const steps = stepLines(plan.moves.slice(0, SOME_STEPS), true);
  const more = plan.moves.length - steps.length;
  return [
    headText(plan),
    ...(plan.moves.length === 0
      ? []
      : [
          "",
          renderFleetChange(before, after),
          "",
          frontierTable(plan),
          "",
          "Steps, in this order:",
          ...steps,
          ...(more > 0 ? [`  … and ${more} more; --json lists all`] : []),
        ]),
  ].join("\n");
}

function headText({ gpusBefore, gpusAfter, gpusBound, optimal, movesBound, frontier }: Compaction): string {
  const moves = frontier.at(-1)?.moves ?? 0;
  const head =
    gpusAfter === gpusBefore
      ? `${counted(gpusBefore, "GPU")} in use, and nothing is freed`
      : `${counted(gpusBefore, "GPU")} in use become ${gpusAfter}, with ${counted(moves, "instance")} moved`;
  if (optimal) return `${head}; no plan frees more, and none that frees as many moves fewer.`;
  return `${head}; not proven to be the best: at least ${gpusBound} in use, and at least ${movesBound} moved for what is freed.`;
}

function frontierTable({ frontier }: Compaction): string {
  const rows = frontier.map(({ freed, moves, bound }) => [`${freed}`, `${moves}`, bound === moves ? "" : `at least ${bound}`]);
  return table([["GPUS FREED", "MOVES", ""], ...rows], new Set([0, 1]));
}

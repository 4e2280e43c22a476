import { atTheDoor } from "../../door.js";
import { MigError } from "../../error.js";
import { show } from "../../model/quote.js";
import { fluidAcceptance } from "./fluid.js";
import { readPlan } from "./plan.js";
import { reportOf } from "./report.js";
import { Run } from "./run.js";
import type { SimulationReport, SimulationRun, SimulationSpec } from "./types.js";

/** Whom to tell how far it is, and who may stop it. */
export interface SimulateOptions {
  /** Requests done, and of how many, over all runs. Called between slices, and once at the end. */
  readonly onProgress?: (done: number, total: number) => void;
  /** An `AbortSignal`, or what looks like one; said by its parts (`aborted`, `reason`), so that the types ask for no browser or Node library. */
  readonly signal?: { readonly aborted: boolean; readonly reason?: unknown };
}

/** Milliseconds in which a slice should end: far below the 50 after which others are promised a turn. */
const SLICE_MS = 10;
const FIRST_SLICE = 256;
const MAX_SLICE = 1 << 20;

/**
 * Runs every score on the same seeded requests, and compares what they accept. On the calling
 * thread, in slices, giving the event loop a turn in between; the clock decides only where slices
 * end. More cores or machines: simulate disjoint seeds apart and join them with `mergeReports`.
 *
 * Requests come at Poisson times; the same seed gives the same requests to every score, on every
 * machine. A refused request is lost.
 *
 * Cost: about a quarter of a microsecond a request and score, whatever the size of the fleet;
 * with `movesPerReject`, more for each refusal, growing with the layouts present and with the fleet.
 *
 * @throws MigError INVALID_INPUT, UNKNOWN_MODEL, INVALID_MODEL, UNKNOWN_PROFILE, RANGE, OUT_OF_MEMORY; ABORTED by the signal
 */
export async function simulate(spec: SimulationSpec, options: SimulateOptions = {}): Promise<SimulationReport> {
  const { plan, onProgress, signal } = atTheDoor(() => ({ plan: readPlan(spec), ...readOptions(options) }));
  const bound = { fluidAcceptance: fluidAcceptance(plan) };
  const each = plan.warmup + plan.arrivals;
  const pairs = plan.scores.flatMap((score) => plan.seeds.map((seed) => ({ score, seed })));
  const runs: SimulationRun[] = [];
  let slice = FIRST_SLICE;
  let turned = performance.now();
  for (const { score, seed } of pairs) {
    const run = new Run(plan, score, seed);
    while (run.remaining > 0) {
      if (signal?.aborted) throw aborted(signal);
      const begin = performance.now();
      const isWhole = run.advance(slice) === slice;
      const end = performance.now();
      if (end - begin > SLICE_MS) slice = Math.max(1, slice >> 1);
      else if (isWhole && end - begin < SLICE_MS / 4) slice = Math.min(MAX_SLICE, slice << 1);
      if (end - turned < SLICE_MS) continue;
      onProgress?.(runs.length * each + each - run.remaining, pairs.length * each);
      await turn();
      turned = performance.now();
    }
    runs.push(run.result());
  }
  onProgress?.(pairs.length * each, pairs.length * each);
  return reportOf(plan.spec, runs, bound);
}

function readOptions(options: SimulateOptions): SimulateOptions {
  if (typeof options !== "object" || options === null)
    throw new MigError("INVALID_INPUT", `options: an object is needed, not ${show(options)}`, { path: ["options"] });
  const { onProgress, signal } = options;
  if (onProgress !== undefined && typeof onProgress !== "function")
    throw new MigError("INVALID_INPUT", `options.onProgress: a function is needed, not ${show(onProgress)}`, {
      path: ["options", "onProgress"],
    });
  return { ...(onProgress === undefined ? {} : { onProgress }), ...(signal === undefined ? {} : { signal }) };
}

function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

function aborted({ reason }: NonNullable<SimulateOptions["signal"]>): MigError {
  return new MigError("ABORTED", "the simulation was aborted by its signal", { cause: reason });
}

/** What a worker does at a time: one spec, all its scores and seeds. */
import { type SimulationReport, type SimulationSpec, simulate } from "../../src/index.js";
import { type Accepted, perfectRun } from "./perfect.js";

export interface Job {
  readonly spec: SimulationSpec;
  /** Whether perfect defragmentation meets the same requests. */
  readonly perfect: boolean;
}

export interface Outcome {
  readonly report: SimulationReport;
  /** By seed, as in the report; empty where it was not asked for. */
  readonly perfect: readonly Accepted[];
}

export async function carryOut({ spec, perfect }: Job): Promise<Outcome> {
  const report = await simulate(spec);
  return { report, perfect: perfect ? (report.spec.seeds ?? []).map((seed) => perfectRun(report.spec, seed)) : [] };
}

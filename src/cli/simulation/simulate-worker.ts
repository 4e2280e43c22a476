/** One shard of a simulation on a thread of its own. */
import { parentPort, workerData } from "node:worker_threads";
import { MigError, type MigErrorCode } from "../../error.js";
import { simulate } from "../../fleet/simulation/simulate.js";
import type { SimulationReport, SimulationSpec } from "../../fleet/simulation/types.js";

/** What the thread says. An error as data: its class does not pass from thread to thread. */
export type WorkerMessage =
  | { readonly kind: "progress"; readonly done: number; readonly total: number }
  | { readonly kind: "report"; readonly report: SimulationReport }
  | { readonly kind: "error"; readonly code: MigErrorCode; readonly message: string };

const say = (message: WorkerMessage) => parentPort?.postMessage(message);

try {
  // The thread is started with nothing but a spec.
  const report = await simulate(workerData as SimulationSpec, {
    onProgress: (done, total) => say({ kind: "progress", done, total }),
  });
  say({ kind: "report", report });
} catch (error) {
  if (!(error instanceof MigError)) throw error;
  say({ kind: "error", code: error.code, message: error.message });
}

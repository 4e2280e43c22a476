/** A simulation on as many threads as asked for. */
import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { MigError } from "../../error.js";
import { mergeReports } from "../../fleet/simulation/merge.js";
import { type SimulateOptions, simulate } from "../../fleet/simulation/simulate.js";
import type { SimulationReport, SimulationSpec } from "../../fleet/simulation/types.js";
import { seedsOf } from "./shard.js";
import type { WorkerMessage } from "./simulate-worker.js";

/** Beside this file, both as built and in the source tree. */
const WORKER = new URL(`./simulate-worker${extname(import.meta.url)}`, import.meta.url);

type Told = Required<Pick<SimulateOptions, "onProgress">> & { readonly signal: AbortSignal };

/** The report of the spec under these seeds: bit for bit that of one thread. @throws MigError as `simulate` */
export async function simulateOn(
  jobs: number,
  spec: SimulationSpec,
  seeds: readonly number[],
  told: Told,
): Promise<SimulationReport> {
  const threads = Math.min(jobs, seeds.length);
  if (threads === 1) return simulate({ ...spec, seeds }, told);
  const shards = Array.from({ length: threads }, (_, index) => seedsOf({ index, of: threads }, seeds));
  const progress = shards.map(() => ({ done: 0, total: 0 }));
  const ended = new AbortController();
  const signal = AbortSignal.any([told.signal, ended.signal]);
  try {
    const reports = shards.map((own, shard) =>
      onThread(
        { ...spec, seeds: own },
        {
          signal,
          onProgress: (done, total) => {
            progress[shard] = { done, total };
            // A thread that has said nothing yet has as much to do as its seeds make, in this thread's measure.
            const each = total / own.length;
            told.onProgress(
              progress.reduce((sum, one) => sum + one.done, 0),
              each * seeds.length,
            );
          },
        },
      ),
    );
    return mergeReports(await Promise.all(reports));
  } finally {
    // One that fails ends the others.
    ended.abort();
  }
}

function onThread(spec: SimulationSpec, { onProgress, signal }: Told): Promise<SimulationReport> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(WORKER, { workerData: spec });
    const end = () => void worker.terminate();
    signal.addEventListener("abort", end, { once: true });
    worker.on("message", (message: WorkerMessage) => {
      if (message.kind === "progress") onProgress(message.done, message.total);
      else if (message.kind === "report") resolve(message.report);
      else reject(new MigError(message.code, message.message));
    });
    worker.on("error", reject);
    // After the report or an error this changes nothing.
    worker.on("exit", () =>
      reject(new MigError(signal.aborted ? "ABORTED" : "OUT_OF_MEMORY", "a thread of the simulation ended before its work")),
    );
    if (signal.aborted) end();
  });
}

/** Jobs over worker threads. Which worker does what changes no figure: a job depends on its spec alone. */
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Job, Outcome } from "./job.js";

/** Outcomes in the order of the jobs. */
export async function runAll(jobs: readonly Job[], onDone: (done: number) => void): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  let next = 0;
  let done = 0;
  const serve = async (): Promise<void> => {
    const worker = new Worker(new URL("./worker.mjs", import.meta.url));
    try {
      while (next < jobs.length) {
        const index = next++;
        worker.postMessage(jobs[index]);
        // Rejects where the worker fails.
        const [outcome] = (await once(worker, "message")) as [Outcome]; // what worker.mjs posts
        outcomes[index] = outcome;
        onDone(++done);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), jobs.length) }, serve));
  return outcomes;
}

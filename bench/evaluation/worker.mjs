/** A thread does not inherit tsx from the process; this one takes it up by itself before it meets TypeScript. */
import { parentPort } from "node:worker_threads";
import { register } from "tsx/esm/api";

register();
const { carryOut } = await import("./job.ts");
parentPort?.on("message", async (job) => parentPort?.postMessage(await carryOut(job)));

/** `npm run bench`: what is claimed about speed and quality, measured; `-- --json` prints one document. */
import { changes } from "./change.js";
import { coldStart } from "./cold-start.js";
import { fleetMemory, fleets } from "./fleet.js";
import { isQuick, machine, print } from "./harness.js";
import { oneGpu } from "./one-gpu.js";
import { heuristicLoss, packing } from "./packing.js";
import { plans } from "./plan.js";

const json = process.argv.includes("--json");
const comparisons = [...oneGpu(), ...(await packing()), ...(await plans()), ...(await changes()), ...fleets()];
const memory = fleetMemory();
const start = coldStart();
const loss = heuristicLoss(isQuick ? 1000 : 100_000);

if (json) {
  console.log(
    JSON.stringify({ machine: machine(), comparisons, fleetMemory: memory, coldStart: start, firstFitDecreasing: loss }, null, 2),
  );
} else {
  const { node, cpu, cores } = machine();
  console.log(
    `Node ${node}, ${cpu}, ${cores} cores. Ratios are to the first line of each block; machines are noisy, so quote them.`,
  );
  for (const comparison of comparisons) print(comparison);
  console.log(
    `\na fleet of ${memory.gpus.toLocaleString("en")} GPUs: ${memory.bytesPerGpu.toFixed(1)} bytes a GPU (target: at most 32 and state tables)`,
  );
  const { emptyMs, importMs, firstAnswerMs } = start;
  console.log(
    `\na fresh process: importing costs ${(importMs - emptyMs).toFixed(1)} ms (target: under 15), importing and a first answer ${(firstAnswerMs - emptyMs).toFixed(1)} ms`,
  );
  console.log("\nfirst-fit-decreasing: GPUs above the optimum, 100,000 requests, 5 seeds");
  for (const { mix, median, worst } of loss)
    console.log(`  ${mix.padEnd(12)} median ${median.toFixed(2)} %   worst ${worst.toFixed(2)} %`);
}

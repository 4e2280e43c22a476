import type { MinGpus } from "../fleet/types.js";
import { counted } from "../model/quote.js";
import type { GpuModel } from "../model/types.js";

/** How many GPUs, and the inequality that proves that fewer cannot do. */
export function boundText(model: GpuModel, { gpus, lowerBound, optimal, certificate }: MinGpus): string {
  const { kind, weights, perGpu, value, says } = certificate;
  const named = `${counted(gpus, "GPU")} of ${model.name}`;
  const head = optimal
    ? `${named}, and no fewer.`
    : `${named}; at least ${lowerBound} are needed, and whether fewer than ${gpus} do is open.`;
  if (gpus === 0) return `${head} There is nothing to place.`;
  const scores = Object.entries(weights).map(([profile, weight]) => `${profile} ${weight}`);
  return [
    head,
    "",
    `What runs out: ${says}. Score the instances so:`,
    `  ${scores.join(", ")}`,
    perGpu === 1
      ? `No layout of one GPU scores more than 1, and the demand scores ${value}.`
      : `No layout of one GPU scores more than ${perGpu}; the score of the demand, divided by ${perGpu} and rounded up, is ${value}.`,
    ...(kind === "search" && optimal ? [`An exhausted search shows that ${lowerBound} are needed.`] : []),
  ].join("\n");
}

import type { Step } from "../gpu/types.js";

/** Steps as numbered lines; GPUs are named where there are several. */
export function stepLines(steps: readonly Step[], several = false): string[] {
  const width = `${steps.length}`.length;
  return steps.map((step, i) => `  ${`${i + 1}`.padStart(width)}. ${stepText(step, several)}`);
}

function stepText(step: Step, several: boolean): string {
  if (step.op !== "move") return `${step.op.padEnd(7)} ${step.profile}@${step.start}${several ? ` on GPU ${step.gpu}` : ""}`;
  const { profile, from, to } = step;
  return `move    ${profile} from GPU ${from.gpu} at ${from.start} to GPU ${to.gpu} at ${to.start}`;
}

import type { Command } from "commander";
import { planFleet } from "../../fleet/plan/plan.js";
import type { FleetProblem } from "../../fleet/plan/types.js";
import { whatIf } from "../../fleet/plan/what-if.js";
import { parseDocument } from "../../schemas/index.js";
import { wholeArgument } from "../arguments.js";
import { addCommand } from "../command.js";
import { inFile, readDocument } from "../documents.js";
import type { Io, Session } from "../io.js";
import { planText } from "../plan/plan-text.js";
import { planProgress } from "../plan/progress.js";
import { whatIfText } from "../plan/what-if-text.js";
import { answer, type OutputOptions } from "../print.js";

type Options = OutputOptions & { readonly whatIf?: true; readonly timeLimit?: string };

export function addPlan(program: Command, session: Session): void {
  addCommand(program, {
    name: "plan",
    about:
      "The cheapest fleet of several models for what is asked: what to buy, and what goes where on that and on what there is.",
    examples: [
      ["plan problem.yaml", "pools with prices and stock, GPUs in use, requests"],
      ["plan problem.yaml --time-limit 500", "the best plan of half a second, and how far from the best it can be"],
      ["plan problem.yaml --what-if", "what one more GPU of each pool would bring"],
    ],
  })
    .argument("<problem>", "the problem (.yaml, .json, - for standard input; migpack schema fleetProblem)")
    .option("--what-if", "in place of the plan, what one more GPU of each pool would bring")
    .option("--time-limit <ms>", "stop after so many milliseconds (default: when nothing better is possible)")
    .action(async (file: string, options: Options) => {
      const problem = await problemOf(session.io, file);
      const limit = options.timeLimit === undefined ? {} : { timeLimitMs: wholeArgument(options.timeLimit, "--time-limit") };
      // Ctrl-C ends the process: the solver blocks it, so that no signal would be heard.
      const progress = planProgress(session.io);
      if (options.whatIf) {
        const answers = await whatIf(problem, { ...limit, onProgress: progress.show }).finally(progress.clear);
        await answer(session, options, answers, () => whatIfText(problem, answers));
        return;
      }
      const plan = await planFleet(problem, { ...limit, onProgress: progress.show }).finally(progress.clear);
      if (plan.status === "infeasible") session.status = 1;
      await answer(session, options, plan, () => planText(problem, plan));
    });
}

async function problemOf(io: Io, path: string): Promise<FleetProblem> {
  const document = await readDocument(io, path);
  // zod types a key that may be left out as one that may be undefined; the schema has had it read by `planFleet`'s own reader.
  return inFile(path, () => parseDocument("fleetProblem", document)) as FleetProblem;
}

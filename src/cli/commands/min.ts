import type { Command } from "commander";
import { minGpus } from "../../fleet/pack.js";
import { type ModelOptions, problemArgument } from "../arguments.js";
import { boundText } from "../bound.js";
import { addCommand, DRIVER } from "../command.js";
import type { Session } from "../io.js";
import { answer, type OutputOptions } from "../print.js";

export function addMin(program: Command, session: Session): void {
  addCommand(program, {
    name: "min",
    about: "The fewest GPUs of one model that hold a demand, and why no fewer do.",
    examples: [
      ["min H100-80GB 3g.40gb=5 1g.10gb=7", "a demand on the command line"],
      ["min demand.yaml", "a file: model: H100-80GB, demand: {1g.10gb: 7}"],
    ],
  })
    .argument("<model-or-file>", "a GPU model, or a demand file (.yaml, .json, - for standard input)")
    .argument("[count...]", "profiles and counts, such as 1g.10gb=7")
    .option(...DRIVER)
    .action(async (first: string, counts: string[], options: OutputOptions & ModelOptions) => {
      const { model, demand } = await problemArgument(session.io, [first, ...counts], options);
      const least = minGpus(model, demand);
      await answer(session, options, least, () => boundText(model, least));
    });
}

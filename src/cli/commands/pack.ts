import type { Command } from "commander";
import { pack } from "../../fleet/pack.js";
import { renderFleet } from "../../render/fleet.js";
import { type ModelOptions, problemArgument } from "../arguments.js";
import { boundText } from "../bound.js";
import { addCommand, DRIVER } from "../command.js";
import type { Session } from "../io.js";
import { answer, type OutputOptions } from "../print.js";

export function addPack(program: Command, session: Session): void {
  addCommand(program, {
    name: "pack",
    about: "Pack a demand onto the fewest GPUs of one model: which layouts, and how many GPUs of each.",
    examples: [
      ["pack H100-80GB 3g.40gb=5 1g.10gb=7", "a demand on the command line"],
      ["pack demand.yaml", "a file: model: H100-80GB, demand: {1g.10gb: 7}"],
      ["pack - --json < demand.yaml", "from standard input, as JSON"],
    ],
  })
    .argument("<model-or-file>", "a GPU model, or a demand file (.yaml, .json, - for standard input)")
    .argument("[count...]", "profiles and counts, such as 1g.10gb=7")
    .option(...DRIVER)
    .action(async (first: string, counts: string[], options: OutputOptions & ModelOptions) => {
      const { model, demand } = await problemArgument(session.io, [first, ...counts], options);
      const packing = pack(model, demand);
      await answer(
        session,
        options,
        packing,
        () => `${renderFleet({ model, groups: packing.groups })}\n\n${boundText(model, packing)}`,
      );
    });
}

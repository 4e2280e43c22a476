import type { Command } from "commander";
import { capacity, freeStarts } from "../../gpu/free.js";
import { textPicture } from "../../gpu/picture.js";
import { layoutArgument, type ModelOptions, modelArgument } from "../arguments.js";
import { addCommand, DRIVER, MODEL, ON } from "../command.js";
import type { Session } from "../io.js";
import { answer, type OutputOptions } from "../print.js";
import { table } from "../table.js";

export function addFree(program: Command, session: Session): void {
  addCommand(program, {
    name: "free",
    about: "How many more of each profile alone one GPU holds, and where they may start.",
    examples: [
      ["free H100-80GB", "an empty GPU"],
      ["free H100-80GB --on 3g.40gb@4,1g.10gb@0", "beside what runs"],
    ],
  })
    .argument(...MODEL)
    .option(...ON)
    .option(...DRIVER)
    .action(async (ref: string, options: OutputOptions & ModelOptions & { on?: string }) => {
      const model = await modelArgument(session.io, ref, options);
      const occupied = layoutArgument(model, options.on, "--on");
      const free = capacity(model, occupied);
      const starts = Object.fromEntries(model.profiles.map(({ name }) => [name, freeStarts(model, name, occupied)]));
      await answer(session, options, { capacity: free, starts }, () => {
        const rows = model.profiles.map(({ name, maxCount }) => [
          name,
          `${free[name] ?? 0}/${maxCount}`,
          starts[name]?.join(",") || "-",
        ]);
        return `${textPicture(model, occupied, { title: model.name })}\n\n${table([["PROFILE", "FREE", "STARTS"], ...rows], new Set([1]))}`;
      });
    });
}

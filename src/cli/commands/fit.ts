import type { Command } from "commander";
import { creationOrder } from "../../gpu/driver.js";
import { explain } from "../../gpu/explain.js";
import { fit } from "../../gpu/fit.js";
import type { Layout } from "../../gpu/types.js";
import type { GpuModel } from "../../model/types.js";
import { layoutArgument, type ModelOptions, modelArgument } from "../arguments.js";
import { addCommand, DRIVER, MODEL, ON } from "../command.js";
import type { Session } from "../io.js";
import { answer, type OutputOptions } from "../print.js";

export function addFit(program: Command, session: Session): void {
  addCommand(program, {
    name: "fit",
    about: "Can these profiles be created together on one GPU? Where, in which order, or why not.",
    examples: [
      ["fit H100-80GB 3g.40gb 1g.10gb 1g.10gb", "on an empty GPU"],
      ["fit H100-80GB 3g.40gb@4 --on 1g.10gb@0,2g.20gb@2", "at that start, beside what runs"],
      ["fit A100-80GB 1g.20gb --driver 515", "that driver has no 1g.20gb"],
    ],
  })
    .argument(...MODEL)
    .argument("<profile...>", "profiles; 3g.40gb@4 must start at memory slice 4")
    .option(...ON)
    .option(...DRIVER)
    .action(async (ref: string, profiles: string[], options: OutputOptions & ModelOptions & { on?: string }) => {
      const model = await modelArgument(session.io, ref, options);
      const occupied = layoutArgument(model, options.on, "--on");
      const found = fit(model, profiles, { occupied });
      const order = found.fits ? creationOrder(model, profiles, { occupied }) : null;
      session.status = found.fits ? 0 : 1;
      await answer(session, options, { ...found, order }, () =>
        [explain(model, profiles, { occupied }), ...(found.fits ? commandLines(model, found.placements) : [])].join("\n"),
      );
    });
}

/** The command that makes the instances at these starts, with their compute instances; nothing where an id is not known. */
function commandLines(model: GpuModel, placements: Layout): string[] {
  const specs = placements.map(({ profile, start }) => {
    const id = model.profiles.find(({ name }) => name === profile)?.id ?? null;
    return id === null ? null : `${id}:${start}`;
  });
  return specs.includes(null) || specs.length === 0 ? [] : ["", `  nvidia-smi mig -cgi ${specs.join(",")} -C`];
}

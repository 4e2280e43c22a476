import type { Command } from "commander";
import { MigError } from "../../error.js";
import { explain } from "../../gpu/explain.js";
import { fit } from "../../gpu/fit.js";
import { textPicture } from "../../gpu/picture.js";
import { reconfigure } from "../../gpu/reconfigure.js";
import type { Reconfiguration, Step } from "../../gpu/types.js";
import type { GpuModel } from "../../model/types.js";
import { emitCommands, type GpuInstanceRow, parseGpuInstances } from "../../nvidia-smi/index.js";
import { layoutArgument, listArgument, type ModelOptions, modelArgument, wholeArgument } from "../arguments.js";
import { addCommand, DRIVER, MODEL } from "../command.js";
import { inFile } from "../documents.js";
import type { Io, Session } from "../io.js";
import { nodeConfig, nodeConfigText } from "../node-config.js";
import { answer, type OutputOptions } from "../print.js";
import { stepLines } from "../steps.js";

interface Options extends OutputOptions, ModelOptions {
  readonly from?: string;
  readonly to: string;
  readonly commands?: true;
  readonly gpu: string;
  readonly lgi?: string;
  readonly node?: string;
}

export function addReconfigure(program: Command, session: Session): void {
  addCommand(program, {
    name: "reconfigure",
    about: "From what runs on one GPU to another layout, destroying the least: which stay, and the steps in order.",
    examples: [
      ["reconfigure H100-80GB --from 4g.40gb@0,2g.20gb@4 --to 4g.40gb,1g.10gb,1g.10gb", "only the 2g goes"],
      ["reconfigure A30-24GB --from 1g.6gb@0,1g.6gb@2 --to 2g.12gb@0,1g.6gb --commands", "with the commands to run"],
      ["reconfigure A30-24GB --from 4g.24gb@0 --to 2g.12gb,2g.12gb --commands --lgi lgi.txt", "ids out of nvidia-smi mig -lgi"],
      [
        "reconfigure A30-24GB --from 4g.24gb@0 --to 2g.12gb,2g.12gb --node gpu-1",
        "the same by mig-manager, for the node's one GPU",
      ],
    ],
  })
    .argument(...MODEL)
    .option("--from <layout>", "what runs, such as 4g.40gb@0,2g.20gb@4; left out: an empty GPU")
    .requiredOption("--to <profiles>", "what is to run: profiles, or 3g.40gb@4 where the start matters")
    .option("--commands", "print the nvidia-smi commands too")
    .option("--gpu <n>", "the GPU's number in steps and commands", "0")
    .option("--lgi <file>", "nvidia-smi mig -lgi as printed, for the ids of instances; without it the commands look them up")
    .option("--node <name>", "print the mig-parted file and the node label too, for a node whose one GPU this is")
    .option(...DRIVER)
    .action(async (ref: string, options: Options) => {
      const model = await modelArgument(session.io, ref, options);
      const from = layoutArgument(model, options.from, "--from");
      const to = options.to.trim() === "" ? [] : listArgument(options.to);
      const found = inOption(() => fit(model, to));
      if (!found.fits) {
        session.status = 1;
        return answer(session, options, found, () => explain(model, to));
      }
      const change = reconfigure(model, from, to);
      const gpu = wholeArgument(options.gpu, "--gpu");
      const steps = change.steps.map((step) => ("gpu" in step ? { ...step, gpu } : step));
      const commands = await commandsFor(session.io, model, steps, options);
      const { kept, destroyed } = change;
      const after = [...kept, ...change.created];
      const asNode = options.node === undefined ? null : nodeConfig(options.node, model, after);
      await answer(session, options, { steps, kept, destroyed, commands, ...(asNode === null ? {} : { node: asNode }) }, () =>
        [
          textPicture(model, from, { title: `${model.name}, before` }),
          textPicture(model, after, { title: "after" }),
          [summary(change), ...stepLines(steps)].join("\n"),
          ...(options.commands && commands !== null && commands.length > 0
            ? [commands.map((line) => `  ${line}`).join("\n")]
            : []),
          ...(asNode === null ? [] : [nodeConfigText(asNode)]),
        ].join("\n\n"),
      );
    });
}

/** null where the model does not know its profiles' IDs and nobody asked for commands. */
async function commandsFor(
  io: Io,
  model: GpuModel,
  steps: readonly Step[],
  { commands, lgi }: Options,
): Promise<readonly string[] | null> {
  let instances: readonly GpuInstanceRow[] = [];
  if (lgi !== undefined) {
    const text = await io.read(lgi);
    instances = inFile(lgi, () => parseGpuInstances(text));
  }
  try {
    return emitCommands(model, steps, { instances, unknownIds: "look-up" });
  } catch (error) {
    if (!(error instanceof MigError) || commands || lgi !== undefined) throw error;
    return null;
  }
}

/** Errors name the option, not the argument of the library. */
function inOption<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof MigError)) throw error;
    throw new MigError(error.code, error.message.replace(/^profiles\b/, "--to"), { faults: error.faults, cause: error });
  }
}

function summary({ kept, destroyed, created }: Reconfiguration): string {
  return destroyed.length + created.length === 0
    ? "Nothing changes."
    : `${kept.length} ${kept.length === 1 ? "stays" : "stay"} as running; ${destroyed.length} to destroy, ${created.length} to create:`;
}

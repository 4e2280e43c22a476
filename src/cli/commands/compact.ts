import type { Command } from "commander";
import { MigError } from "../../error.js";
import { compact } from "../../fleet/compact/compact.js";
import { Fleet } from "../../fleet/fleet.js";
import type { FleetSnapshot } from "../../fleet/types.js";
import type { GpuStart } from "../../gpu/types.js";
import { renderFleetChange } from "../../render/fleet.js";
import { parseDocument } from "../../schemas/index.js";
import { listArgument, wholeArgument } from "../arguments.js";
import { addCommand } from "../command.js";
import { compactText } from "../compact/compact-text.js";
import { inFile, readDocument } from "../documents.js";
import type { Io, Session } from "../io.js";
import { planProgress } from "../plan/progress.js";
import { answer, type OutputOptions } from "../print.js";

interface Options extends OutputOptions {
  readonly maxMoves?: string;
  readonly pin?: string;
  readonly timeLimit?: string;
  readonly svg?: string;
}

export function addCompact(program: Command, session: Session): void {
  addCommand(program, {
    name: "compact",
    about: "Free as many GPUs of a fleet as can be freed, with the fewest moves, in an order in which every step is legal.",
    examples: [
      ["compact fleet.json", "a fleet as Fleet.toJSON writes it; before, after, and the steps"],
      ["compact fleet.json --max-moves 20 --pin 0@4,7@0", "20 moves at the most; two instances stay where they are"],
      ["compact fleet.json --svg change.svg", "the picture of before and after as a file"],
    ],
  })
    .argument("<fleet>", "the fleet (.json, .yaml, - for standard input; migpack schema fleetSnapshot)")
    .option("--max-moves <n>", "instances that may be moved (default: as many as it takes)")
    .option("--pin <places>", "instances that may not move, as GPU@START,GPU@START")
    .option("--time-limit <ms>", "stop after so many milliseconds with the best plan by then")
    .option("--svg <file>", "write the picture of before and after there")
    .action(async (file: string, options: Options) => {
      const { io } = session;
      if (options.svg === "-") throw wrong("--svg: a file is needed; standard output has the plan");
      const before = await fleetOf(io, file);
      const fleet = Fleet.fromJSON(before);
      const limits = {
        ...(options.maxMoves === undefined ? {} : { maxMoves: wholeArgument(options.maxMoves, "--max-moves") }),
        ...(options.timeLimit === undefined ? {} : { timeLimitMs: wholeArgument(options.timeLimit, "--time-limit") }),
        ...(options.pin === undefined ? {} : { pinned: listArgument(options.pin).map(pinArgument) }),
      };
      const progress = planProgress(io);
      // Ctrl-C ends the search, and what is known by then is the answer.
      const plan = await io
        .interruptible((signal) => compact(fleet, { ...limits, signal, onProgress: progress.show }))
        .finally(progress.clear);
      fleet.apply(plan.moves);
      const after = fleet.toJSON();
      await answer(session, options, plan, () => compactText(plan, before, after));
      if (options.svg === undefined) return;
      await io.write(options.svg, `${renderFleetChange(before, after, { format: "svg" })}\n`);
      if (!options.json) await io.out(`\n${options.svg} written\n`);
    });
}

async function fleetOf(io: Io, path: string): Promise<FleetSnapshot> {
  const document = await readDocument(io, path);
  // zod types a key that may be left out as one that may be undefined; the schema has had it read by Fleet.fromJSON.
  return inFile(path, () => parseDocument("fleetSnapshot", document)) as FleetSnapshot;
}

/** "12@4": the instance of GPU 12 that starts at 4. */
function pinArgument(text: string): GpuStart {
  const [gpu = "", start = "", more] = text.split("@");
  if (gpu === "" || start === "" || more !== undefined)
    throw wrong(`--pin: a place such as 12@4 is needed, not ${JSON.stringify(text.slice(0, 40))}`);
  return { gpu: wholeArgument(gpu, "--pin"), start: wholeArgument(start, "--pin") };
}

function wrong(message: string): MigError {
  return new MigError("INVALID_INPUT", message);
}

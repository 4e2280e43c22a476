import { createRequire } from "node:module";
import { Command, CommanderError } from "commander";
import { MigError } from "../error.js";
import { addCheck } from "./commands/check.js";
import { addCompact } from "./commands/compact.js";
import { addCompletion } from "./commands/completion.js";
import { addConvert } from "./commands/convert.js";
import { addFit } from "./commands/fit.js";
import { addFree } from "./commands/free.js";
import { addLayouts } from "./commands/layouts.js";
import { addMin } from "./commands/min.js";
import { addModels } from "./commands/models.js";
import { addPack } from "./commands/pack.js";
import { addPlan } from "./commands/plan.js";
import { addReconfigure } from "./commands/reconfigure.js";
import { addRender } from "./commands/render.js";
import { addReview } from "./commands/review.js";
import { addSchema } from "./commands/schema.js";
import { addServe } from "./commands/serve.js";
import { addSimulate } from "./commands/simulate.js";
import { errorLine } from "./errors.js";
import type { Io, Session } from "./io.js";

/** In the order of the help. */
const COMMANDS = [
  addModels,
  addFit,
  addFree,
  addLayouts,
  addMin,
  addPack,
  addPlan,
  addReconfigure,
  addCompact,
  addSimulate,
  addCheck,
  addReview,
  addServe,
  addConvert,
  addRender,
  addSchema,
  addCompletion,
];

/** As shells report a program that Ctrl-C ended. */
const INTERRUPTED = 130;

/**
 * Runs the program on its arguments, without the name of the program.
 *
 * @returns the exit status: 0 yes or done, 1 no, 2 the call or its input is wrong (then one line went to `io.err`), 130 interrupted
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const session: Session = { io, status: 0 };
  try {
    await programFor(session).parseAsync(argv, { from: "user" });
    return session.status;
  } catch (error) {
    // Help and version are thrown too, once they are printed.
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    if (error instanceof MigError && error.code === "ABORTED") return INTERRUPTED;
    io.err(errorLine(error));
    return 2;
  }
}

function programFor(session: Session): Command {
  const program = new Command("migpack")
    .description("What fits on an NVIDIA MIG GPU, where, in which order, and how many GPUs a demand needs.")
    .version(version(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ writeOut: (text) => void session.io.out(text), writeErr: () => {} })
    .addHelpText("after", EXAMPLES);
  for (const add of COMMANDS) add(program, session);
  return program;
}

const EXAMPLES = `
Examples:
  $ migpack fit H100-80GB 3g.40gb 1g.10gb 1g.10gb
  $ migpack pack H100-80GB 3g.40gb=5 1g.10gb=7
  $ migpack <command> --help

Exit status: 0 yes or done; 1 no; 2 the call or its input is wrong.`;

/** As published: a package may read its own package.json by name. */
function version(): string {
  // require gives any; the file is this package's own.
  return (createRequire(import.meta.url)("migpack/package.json") as { version: string }).version;
}

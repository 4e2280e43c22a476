import { type Command, Option } from "commander";
import { MigError } from "../../error.js";
import { readPlan } from "../../fleet/simulation/plan.js";
import type { SimulationReport } from "../../fleet/simulation/types.js";
import { wholeArgument } from "../arguments.js";
import { addCommand } from "../command.js";
import type { Io, Session } from "../io.js";
import { answer, jsonText, type OutputOptions } from "../print.js";
import { simulateOn } from "../simulation/jobs.js";
import { mergedReport } from "../simulation/merge.js";
import { progressOn } from "../simulation/progress.js";
import { reportText } from "../simulation/report-text.js";
import { shardArgument, someSeedsOf } from "../simulation/shard.js";
import { specArgument } from "../simulation/spec.js";

interface RunOptions {
  readonly shard?: string;
  readonly jobs?: string;
  readonly trace?: string;
}

type Options = OutputOptions & RunOptions & { merge?: true; out?: string };

/** More threads than any machine has use for; each has a planner of its own. */
const MAX_JOBS = 256;

export function addSimulate(program: Command, session: Session): void {
  addCommand(program, {
    name: "simulate",
    about: "How much of what arrives a fleet accepts, by score: all scores on the same seeded requests.",
    examples: [
      ["simulate spec.yaml --jobs 4", "on four threads; as reported by one"],
      ["simulate spec.yaml --trace requests.csv", "what really arrived: arrival,departure,profile"],
      ["simulate spec.yaml --shard 0/3 --out 0.json", "the first third of the seeds, for this machine"],
      ["simulate spec.yaml --shard /3 --out 0.json", "the third of this pod of an Indexed Job"],
      ["simulate --merge 0.json 1.json 2.json", "the report of all; of one file: to read it"],
    ],
  })
    .argument(
      "<file...>",
      "the spec (.yaml, .json, - for standard input; migpack schema simulationSpec), or reports with --merge",
    )
    .option("--shard <I/N>", "only the seeds of shard I of N, from 0; /N takes I from JOB_COMPLETION_INDEX")
    .option("--jobs <n>", "threads to run on (default: 1)")
    .option("--trace <csv>", "what arrived, in place of mix and load: columns arrival, departure, profile")
    .option("--out <file>", "write the report there too, as JSON")
    .addOption(new Option("--merge", "join the reports of shards").conflicts(["shard", "jobs", "trace"]))
    .action(async (files: string[], options: Options) => {
      const { io } = session;
      if (options.out === "-") throw wrong("--out: a file is needed; --json prints the report");
      const report = options.merge ? await mergedReport(io, files) : await simulated(io, files, options);
      await answer(session, options, report, () => reportText(report));
      if (options.out !== undefined) await io.write(options.out, jsonText(report));
    });
}

async function simulated(io: Io, [file = "", ...more]: readonly string[], options: RunOptions): Promise<SimulationReport> {
  if (more.length > 0) throw wrong(`${more[0]}: one spec is simulated at a time; --merge joins reports`);
  const jobs = wholeArgument(options.jobs ?? "1", "--jobs");
  if (jobs < 1 || jobs > MAX_JOBS) throw wrong(`--jobs: 1 to ${MAX_JOBS} threads, not ${jobs}`);
  const shard = shardArgument(io, options.shard ?? "0/1");
  const spec = await specArgument(io, file, options.trace);
  const seeds = someSeedsOf(shard, readPlan(spec).seeds);
  const progress = progressOn(io);
  try {
    return await io.interruptible((signal) => simulateOn(jobs, spec, seeds, { signal, onProgress: progress.show }));
  } finally {
    progress.clear();
  }
}

function wrong(message: string): MigError {
  return new MigError("INVALID_INPUT", message);
}

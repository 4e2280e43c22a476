/** Options of the commands that answer reviews. */
import { type Command, Option } from "commander";
import { type ReviewOptions, readReviewOptions } from "../admission/index.js";
import { inFile, readDocument } from "./documents.js";
import type { Io } from "./io.js";

export interface ReviewFlags {
  readonly rules?: string;
  readonly onUnknown?: "allow" | "deny";
  readonly mutate?: true;
}

export function addReviewFlags(command: Command): Command {
  return command
    .option(
      "--rules <file>",
      "rules, nodeRules and fileRules: what becomes of each finding, such as {rules: {SEVERAL_DEVICES: deny}}",
    )
    .addOption(
      new Option("--on-unknown <action>", "objects that cannot be read, or nothing known of the cluster").choices([
        "allow",
        "deny",
      ]),
    )
    .option("--mutate", "change pods that are annotated with what they need");
}

/** The file of `--rules`, and above it what the command line says. @throws MigError INVALID_INPUT */
export async function reviewArgument(io: Io, { rules, onUnknown, mutate }: ReviewFlags): Promise<ReviewOptions> {
  const read = rules === undefined ? {} : await readDocument(io, rules);
  const inForce = rules === undefined ? {} : inFile(rules, () => readReviewOptions(read ?? {}));
  return readReviewOptions({
    ...inForce,
    ...(onUnknown === undefined ? {} : { onUnknown }),
    ...(mutate === undefined ? {} : { mutate }),
  });
}

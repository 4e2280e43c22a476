import type { Command } from "commander";

/** What is said about a command before its arguments. */
interface Heading {
  readonly name: string;
  readonly about: string;
  /** Command lines without "migpack", and what they do. */
  readonly examples: readonly (readonly [line: string, does: string])[];
  /** false: it serves, and answers nothing that could be printed. */
  readonly json?: false;
}

/** A command with what every command has: `--json`, where it answers, and help with examples. */
export function addCommand(program: Command, { name, about, examples, json }: Heading): Command {
  const width = Math.max(...examples.map(([line]) => line.length));
  const lines = examples.map(([line, does]) => `  $ migpack ${line.padEnd(width)}   ${does}`);
  const command = program.command(name).description(about);
  if (json !== false) command.option("--json", "print one JSON document");
  return command.addHelpText("after", `\nExamples:\n${lines.join("\n")}`);
}

/** `--driver`, for commands that take a model. */
export const DRIVER = ["--driver <branch>", "only what this driver branch offers, such as 535"] as const;
/** `--on`, for questions about a GPU in use. */
export const ON = ["--on <layout>", "what already runs there, such as 3g.40gb@4,1g.10gb@0"] as const;
/** How a model is described as an argument. */
export const MODEL = ["<model>", "a GPU model (see migpack models), or a file that defines one (.json, .yaml)"] as const;

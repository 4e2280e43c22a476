import { CommanderError } from "commander";
import { MigError } from "../error.js";

/** Characters of a message that still reads as one line. */
const MAX_LINE = 400;

/** What went wrong, on one line, whatever the caller put into the input. */
export function errorLine(error: unknown): string {
  return `migpack: ${oneLine(message(error))}\n`;
}

function message(error: unknown): string {
  if (error instanceof CommanderError) {
    // What commander throws where it would show the whole help instead of an error.
    return error.code === "commander.help"
      ? "a command is needed; migpack --help lists them"
      : error.message.replace(/^error: /, "");
  }
  if (error instanceof MigError) return error.message;
  return `internal error, please report it: ${String(error)}`;
}

function oneLine(text: string): string {
  // Shortened before it is searched: a message may quote an argument of megabytes.
  const short = text.length > MAX_LINE ? `${text.slice(0, MAX_LINE)}…` : text;
  return short.replace(/[\s\p{Cc}]+/gu, " ").trim();
}

import { MigError } from "../error.js";

/** One line of a pasted text, with the number a person finds it by. */
export interface Line {
  readonly number: number;
  readonly text: string;
}

/** No listing of a host is longer; more is refused unread. */
const MAX_CHARACTERS = 4 << 20;
/** Lines that nvidia-smi prints are shorter; what is longer is cut, and then matches nothing. */
const MAX_LINE = 512;

/** Colours, and other sequences that terminals leave in a paste. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what is looked for
const ESCAPES = /\u001b\[[0-9;?]{0,16}[A-Za-z]/g;

/**
 * The lines of a pasted text, without what pasting does to it: colours, carriage returns, hard
 * spaces. Lines that begin with "#" are comments.
 *
 * @throws MigError INVALID_INPUT
 */
export function linesOf(text: unknown): readonly Line[] {
  if (typeof text !== "string")
    throw new MigError("INVALID_INPUT", `text printed by nvidia-smi is needed, not ${text === null ? "null" : typeof text}`);
  if (text.length > MAX_CHARACTERS)
    throw new MigError("INVALID_INPUT", `${text.length} characters are more than any listing has (at most ${MAX_CHARACTERS})`);
  return text
    .split("\n")
    .map((line, i) => ({
      number: i + 1,
      text: line
        .slice(0, MAX_LINE)
        .replace(ESCAPES, "")
        .replace(/\u00a0/g, " ")
        .trimEnd(),
    }))
    .filter((line) => !line.text.startsWith("#"));
}

/** The error for a text that cannot be read, with the line where that shows. */
export function unreadable(line: Line | number, message: string): MigError {
  return new MigError("INVALID_INPUT", `line ${typeof line === "number" ? line : line.number}: ${message}`);
}

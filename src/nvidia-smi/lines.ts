import { MigError } from "../error.js";

/** One line of a pasted text, with the number a person finds it by. */
export interface Line {
  readonly number: number;
  readonly text: string;
}

/** Ten times what a host full of GPUs lists in a whole session; more is refused unread. */
const MAX_CHARACTERS = 1 << 20;
/** Lines that nvidia-smi prints are shorter; what is longer is cut, and then matches nothing. */
const MAX_LINE = 512;

/** Colours, titles and other sequences that terminals leave in a paste. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what is looked for
const ESCAPES = /\u001b(?:\[[0-9;?]{0,16}[A-Za-z]|\][^\u0007]{0,256}\u0007)/g;
/** What mail, forums and wikis put before a quoted line; the second bar is how wikis escape the first one. */
const QUOTE = /^(?:>\s?)+|^\|(?=\|)/;

/**
 * The lines of a pasted text that say something, without what pasting does to them: colours,
 * carriage returns, hard spaces, indentation, quotation marks, blank lines between. Lines that
 * begin with "#" are comments.
 *
 * @throws MigError INVALID_INPUT
 */
export function linesOf(text: unknown): readonly Line[] {
  if (typeof text !== "string") {
    throw new MigError("INVALID_INPUT", `text printed by nvidia-smi is needed, not ${text === null ? "null" : typeof text}`);
  }
  if (text.length > MAX_CHARACTERS) {
    throw new MigError("INVALID_INPUT", `${text.length} characters are more than any listing has (at most ${MAX_CHARACTERS})`);
  }
  const lines: Line[] = [];
  let number = 0;
  for (const raw of text.split("\n")) {
    number++;
    const line = raw.slice(0, MAX_LINE).replace(ESCAPES, "").replaceAll("\u00a0", " ").trim().replace(QUOTE, "").trim();
    if (line !== "" && !line.startsWith("#")) lines.push({ number, text: line });
  }
  return lines;
}

/** The error for a text that cannot be read, with the line where that shows. */
export function unreadable(line: Line | number, message: string): MigError {
  return new MigError("INVALID_INPUT", `line ${typeof line === "number" ? line : line.number}: ${message}`);
}

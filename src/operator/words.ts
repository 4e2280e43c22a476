/** Words of a shell line as people paste them. */
import type { Position } from "../documents/finding.js";

export interface Word {
  readonly text: string;
  /** Where each character of `text` stands in the whole, so that quotes and backslashes shift nothing. */
  readonly offsets: readonly number[];
  /** Where the word begins. */
  readonly offset: number;
}

/** What ends a command, besides the end of a line. */
const ENDS = /[;|&]/;

/**
 * The commands of a text, each a list of words: single and double quotes, backslashes, lines that
 * go on after a backslash, comments. Variables, globs and braces stand for themselves.
 */
export function commandsOf(text: string): readonly (readonly Word[])[] {
  const commands: Word[][] = [[]];
  let word: { text: string; offsets: number[]; offset: number } | null = null;
  let quote = "";
  const add = (character: string, offset: number, start: number) => {
    word ??= { text: "", offsets: [], offset: start };
    word.text += character;
    word.offsets.push(offset);
  };
  const endWord = () => {
    if (word !== null) commands.at(-1)?.push(word);
    word = null;
  };
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? "";
    const next = text[at + 1] ?? "";
    if (character === "\\" && quote !== "'") {
      const broken = /^\r?\n/.exec(text.slice(at + 1, at + 3));
      if (broken !== null) at += broken[0].length;
      else if (quote === '"' && !/["\\$`]/.test(next)) add(character, at, at);
      else if (next !== "") add(next, ++at, at - 1);
    } else if (quote !== "") {
      if (character === quote) quote = "";
      else add(character, at, at);
    } else if (character === "'" || character === '"') {
      quote = character;
      word ??= { text: "", offsets: [], offset: at };
    } else if (character === "#" && word === null) {
      const end = text.indexOf("\n", at);
      at = end < 0 ? text.length : end;
      commands.push([]);
    } else if (/\s/.test(character)) {
      endWord();
      if (character === "\n") commands.push([]);
    } else if (ENDS.test(character)) {
      endWord();
      commands.push([]);
    } else add(character, at, at);
  }
  endWord();
  return commands.filter((words) => words.length > 0);
}

/** Line and column of an offset, for as many offsets of a text as there may be. */
export function placesIn(text: string): (offset: number) => Position {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

/** Literal and folded scalars as libyaml's scanner takes them from a text (scannerc.go). */
import { type Cursor, isBlank, isBreak, isBreakOrEnd, isEnd } from "./cursor.js";
import { scannerFault } from "./fault.js";
import { endOfLine } from "./words.js";

export interface BlockScalar {
  readonly value: string;
  /** The line after the one with "|" or ">", from 0. */
  readonly line: number;
  /** How far the text is indented. */
  readonly indent: number;
}

/** @param outer indent of the block it stands in; -1: in none */
export function scanBlockScalar(cursor: Cursor, outer: number): BlockScalar {
  const literal = cursor.take(1) === "|";
  const { chomping, increment } = scanHeader(cursor);
  endOfLine(cursor);
  const line = cursor.line;
  const given = increment > 0 ? Math.max(outer, 0) + increment : null;
  const lead = scanBreaks(cursor, given, outer);
  const indent = lead.indent;
  let { breaks } = lead;
  let value = "";
  let lastBreak = "";
  let wasBlank = false;
  while (cursor.column === indent && !isEnd(cursor.code())) {
    const nowBlank = isBlank(cursor.code());
    const folds = !literal && !wasBlank && !nowBlank && lastBreak.startsWith("\n");
    value += folds ? (breaks === "" ? " " : "") : lastBreak;
    value += breaks;
    wasBlank = nowBlank;
    value += cursor.takeWhile((code) => !isBreakOrEnd(code));
    lastBreak = cursor.takeBreak();
    ({ breaks } = scanBreaks(cursor, indent, outer));
  }
  if (chomping !== "-") value += lastBreak;
  if (chomping === "+") value += breaks;
  return { value, line, indent };
}

/** "+" or "-" and a digit, in any order, either or none. */
function scanHeader(cursor: Cursor): { chomping: string; increment: number } {
  let chomping = scanChomping(cursor);
  let increment = 0;
  if (/^\d$/.test(cursor.char())) {
    if (cursor.char() === "0") throw scannerFault("found an indentation indicator equal to 0", cursor.mark);
    increment = Number(cursor.take(1));
    if (chomping === "") chomping = scanChomping(cursor);
  }
  return { chomping, increment };
}

function scanChomping(cursor: Cursor): string {
  return cursor.char() === "+" || cursor.char() === "-" ? cursor.take(1) : "";
}

/** Empty lines, and the indent that follows where none is given. */
function scanBreaks(cursor: Cursor, given: number | null, outer: number): { breaks: string; indent: number } {
  let breaks = "";
  let deepest = 0;
  const within = () => given === null || cursor.column < given;
  for (;;) {
    while (within() && cursor.char() === " ") cursor.take(1);
    deepest = Math.max(deepest, cursor.column);
    if (within() && cursor.char() === "\t") {
      throw scannerFault("found a tab character where an indentation space is expected", cursor.mark);
    }
    if (!isBreak(cursor.code())) break;
    breaks += cursor.takeBreak();
  }
  return { breaks, indent: given ?? Math.max(deepest, outer + 1, 1) };
}

/** Scalars as libyaml's scanner takes them from a text (scannerc.go). */
import { type Cursor, isBlank, isBlankOrEnd, isBreak, isEnd } from "./cursor.js";
import { scannerFault } from "./fault.js";

/** White space between the words of a scalar of several lines. */
class Gap {
  /** A backslash at the end of a line breaks it, and leaves nothing. */
  escaped = false;
  #blanks = "";
  #first = "";
  #more = "";

  /** Whether a line was broken. */
  get broken(): boolean {
    return this.#first !== "" || this.escaped;
  }

  take(cursor: Cursor): void {
    if (isBlank(cursor.code())) {
      const blank = cursor.take(1);
      if (!this.broken) this.#blanks += blank;
    } else if (this.broken) this.#more += cursor.takeBreak();
    else this.#first = cursor.takeBreak();
  }

  /** What of it counts: one break is a space, further ones are themselves. */
  text(): string {
    if (!this.broken) return this.#blanks;
    if (this.#first.startsWith("\n")) return this.#more === "" ? " " : this.#more;
    return this.#first + this.#more;
  }
}

export interface PlainScalar {
  readonly value: string;
  /** Whether it ended in a break, behind which a key may stand. */
  readonly broken: boolean;
}

/** @param indent of the block it stands in */
export function scanPlain(cursor: Cursor, flow: boolean, indent: number): PlainScalar {
  let value = "";
  let gap = new Gap();
  for (;;) {
    if (cursor.isDocumentIndicator("---") || cursor.isDocumentIndicator("...") || cursor.char() === "#") break;
    const words = plainWord(cursor, flow);
    if (words !== "") {
      value += gap.text() + words;
      gap = new Gap();
    }
    if (!isBlank(cursor.code()) && !isBreak(cursor.code())) break;
    while (isBlank(cursor.code()) || isBreak(cursor.code())) {
      if (gap.broken && cursor.column <= indent && cursor.char() === "\t") {
        throw scannerFault("found a tab character that violates indentation", cursor.mark);
      }
      gap.take(cursor);
    }
    if (!flow && cursor.column <= indent) break;
  }
  return { value, broken: gap.broken };
}

/** Up to a blank, or what ends a plain scalar. */
function plainWord(cursor: Cursor, flow: boolean): string {
  let count = 0;
  for (;;) {
    const char = cursor.char(count);
    if (isBlankOrEnd(cursor.code(count))) break;
    if (char === ":" && isBlankOrEnd(cursor.code(count + 1))) break;
    if (flow && ",?[]{}".includes(char)) break;
    count++;
  }
  return cursor.take(count);
}

export function scanQuoted(cursor: Cursor): string {
  const quote = cursor.take(1);
  let value = "";
  for (;;) {
    if (cursor.isDocumentIndicator("---") || cursor.isDocumentIndicator("...")) {
      throw scannerFault("found unexpected document indicator", cursor.mark);
    }
    if (isEnd(cursor.code())) throw scannerFault("found unexpected end of stream", cursor.mark);
    const gap = new Gap();
    value += quotedWord(cursor, quote, gap);
    if (cursor.char() === quote) break;
    while (isBlank(cursor.code()) || isBreak(cursor.code())) gap.take(cursor);
    value += gap.text();
  }
  cursor.take(1);
  return value;
}

/** Up to a blank or the closing quote. */
function quotedWord(cursor: Cursor, quote: string, gap: Gap): string {
  let word = "";
  while (!isBlankOrEnd(cursor.code())) {
    if (quote === "'" && cursor.startsWith("''")) {
      word += "'";
      cursor.take(2);
    } else if (cursor.char() === quote) break;
    else if (quote === '"' && cursor.char() === "\\") {
      if (!isBreak(cursor.code(1))) word += escaped(cursor);
      else {
        cursor.take(1);
        cursor.takeBreak();
        gap.escaped = true;
        break;
      }
    } else word += cursor.take(1);
  }
  return word;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  t: "\t",
  "\t": "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\x1b",
  " ": " ",
  '"': '"',
  "'": "'",
  "\\": "\\",
  N: "\x85",
  _: "\xa0",
  L: "\u2028",
  P: "\u2029",
};
const CODE_LENGTHS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

function escaped(cursor: Cursor): string {
  const char = cursor.char(1);
  const known = ESCAPES[char];
  const length = CODE_LENGTHS[char] ?? 0;
  if (known === undefined && length === 0) throw scannerFault("found unknown escape character", cursor.mark);
  cursor.take(2);
  if (known !== undefined) return known;
  let digits = "";
  while (digits.length < length) {
    const digit = cursor.char(digits.length);
    if (!/^[0-9A-Fa-f]$/.test(digit)) throw scannerFault("did not find expected hexdecimal number", cursor.mark);
    digits += digit;
  }
  const code = Number.parseInt(digits, 16);
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) {
    throw scannerFault("found invalid Unicode character escape code", cursor.mark);
  }
  cursor.take(length);
  return String.fromCodePoint(code);
}

/** What stands before nodes and documents: anchors, aliases, tags, directives (libyaml's scanner, scannerc.go). */
import { type Cursor, isBlank, isBlankOrEnd, isBreakOrEnd } from "./cursor.js";
import { scannerFault } from "./fault.js";

const WORD = /[0-9A-Za-z_-]/;
const URI = /[0-9A-Za-z_\-;/?:@&=+$,.!~*'()[\]]/;
const isWord = (code: number): boolean => code !== 0 && WORD.test(String.fromCharCode(code));
const isUri = (code: number): boolean => code !== 0 && URI.test(String.fromCharCode(code));
const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

/** The name behind "&" or "*". */
export function scanAnchor(cursor: Cursor): string {
  cursor.take(1);
  const name = cursor.takeWhile(isWord);
  if (name === "" || !(isBlankOrEnd(cursor.code()) || "?:,]}%@`".includes(cursor.char()))) {
    throw scannerFault("did not find expected alphabetic or numeric character", cursor.mark);
  }
  return name;
}

/** A tag's handle, empty for a whole one, and what stands behind it. */
export interface TagParts {
  readonly handle: string;
  readonly suffix: string;
}

export function scanTag(cursor: Cursor): TagParts {
  const tag = cursor.startsWith("!<") ? verbatimTag(cursor) : shorthandTag(cursor);
  if (!isBlankOrEnd(cursor.code())) throw scannerFault("did not find expected whitespace or line break", cursor.mark);
  return tag;
}

function verbatimTag(cursor: Cursor): TagParts {
  cursor.take(2);
  const suffix = scanUri(cursor, "");
  if (cursor.char() !== ">") throw scannerFault("did not find the expected '>'", cursor.mark);
  cursor.take(1);
  return { handle: "", suffix };
}

function shorthandTag(cursor: Cursor): TagParts {
  const handle = scanHandle(cursor, false);
  if (handle.length > 1 && handle.endsWith("!")) return { handle, suffix: scanUri(cursor, "") };
  const suffix = scanUri(cursor, handle);
  return suffix === "" ? { handle: "", suffix: "!" } : { handle: "!", suffix };
}

function scanHandle(cursor: Cursor, directive: boolean): string {
  if (cursor.char() !== "!") throw scannerFault("did not find expected '!'", cursor.mark);
  const handle = cursor.take(1) + cursor.takeWhile(isWord);
  if (cursor.char() === "!") return handle + cursor.take(1);
  if (directive && handle !== "!") throw scannerFault("did not find expected '!'", cursor.mark);
  return handle;
}

/** @param head what was taken for a handle and is the beginning of this */
function scanUri(cursor: Cursor, head: string): string {
  let uri = head.slice(1);
  const from = cursor.offset;
  for (;;) {
    uri += cursor.takeWhile(isUri);
    if (cursor.char() !== "%") break;
    uri += scanEscapes(cursor);
  }
  if (head === "" && cursor.offset === from) throw scannerFault("did not find expected tag URI", cursor.mark);
  return uri;
}

/** One character of UTF-8, its bytes as %XX. */
function scanEscapes(cursor: Cursor): string {
  const bytes: number[] = [];
  let width = 1;
  while (bytes.length < width) {
    const octet = /^%([0-9A-Fa-f]{2})$/.exec(cursor.char() + cursor.char(1) + cursor.char(2));
    if (octet === null) throw scannerFault("did not find URI escaped octet", cursor.mark);
    const byte = Number.parseInt(octet[1] ?? "", 16);
    if (bytes.length === 0) width = widthOf(byte);
    if (width === 0) throw scannerFault("found an incorrect leading UTF-8 octet", cursor.mark);
    if (bytes.length > 0 && (byte & 0xc0) !== 0x80) throw scannerFault("found an incorrect trailing UTF-8 octet", cursor.mark);
    bytes.push(byte);
    cursor.take(3);
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

/** How many bytes a character of UTF-8 has, by the first; 0: it begins none. */
function widthOf(byte: number): number {
  if (byte < 0x80) return 1;
  if ((byte & 0xe0) === 0xc0) return 2;
  if ((byte & 0xf0) === 0xe0) return 3;
  return (byte & 0xf8) === 0xf0 ? 4 : 0;
}

/** A line that begins with "%". */
export type Directive =
  | { readonly type: "version-directive"; readonly value: string }
  | { readonly type: "tag-directive"; readonly value: string; readonly suffix: string };

export function scanDirective(cursor: Cursor): Directive {
  cursor.take(1);
  const name = cursor.takeWhile(isWord);
  if (name === "") throw scannerFault("could not find expected directive name", cursor.mark);
  if (!isBlankOrEnd(cursor.code())) throw scannerFault("found unexpected non-alphabetical character", cursor.mark);
  if (name !== "YAML" && name !== "TAG") throw scannerFault("found unknown directive name", cursor.mark);
  cursor.takeWhile(isBlank);
  const directive = name === "YAML" ? versionDirective(cursor) : tagDirective(cursor);
  endOfLine(cursor);
  return directive;
}

/** Blanks, a comment, and the break of the line: nothing else may stand there. */
export function endOfLine(cursor: Cursor): void {
  cursor.takeWhile(isBlank);
  cursor.skipComment();
  if (!isBreakOrEnd(cursor.code())) throw scannerFault("did not find expected comment or line break", cursor.mark);
  cursor.takeBreak();
}

function versionDirective(cursor: Cursor): Directive {
  const major = versionNumber(cursor);
  if (cursor.char() !== ".") throw scannerFault("did not find expected digit or '.' character", cursor.mark);
  cursor.take(1);
  return { type: "version-directive", value: `${major}.${versionNumber(cursor)}` };
}

function versionNumber(cursor: Cursor): number {
  let digits = "";
  while (isDigit(cursor.code())) {
    if (digits.length === 2) throw scannerFault("found extremely long version number", cursor.mark);
    digits += cursor.take(1);
  }
  if (digits === "") throw scannerFault("did not find expected version number", cursor.mark);
  return Number(digits);
}

function tagDirective(cursor: Cursor): Directive {
  const value = scanHandle(cursor, true);
  if (!isBlank(cursor.code())) throw scannerFault("did not find expected whitespace", cursor.mark);
  cursor.takeWhile(isBlank);
  const suffix = scanUri(cursor, "");
  if (!isBlankOrEnd(cursor.code())) throw scannerFault("did not find expected whitespace or line break", cursor.mark);
  return { type: "tag-directive", value, suffix };
}

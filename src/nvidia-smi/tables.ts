import type { MigError } from "../error.js";
import { type Line, unreadable } from "./lines.js";

/** One kind of listing that nvidia-smi prints in a box. */
export interface Listing {
  /** What the first line in the box says. */
  readonly title: string;
  /** What prints it. */
  readonly command: string;
  /** What is printed instead of an empty box. */
  readonly nothing: RegExp;
}

/** The lines between two rules of a box. */
export type Row = readonly [Line, ...Line[]];

/** A box as it stands in the text, whatever its columns. */
interface Table {
  readonly head: readonly Line[];
  readonly rows: readonly Row[];
  /** Index of the first line after it. */
  readonly end: number;
}

/** Between the cells of the overview a rule has crossings, and gaps where a cell goes on. */
const RULE = /^[+|]-[-+ ]*\+$/;
const HEAD_RULE = /^\|=[=+]*\|$/;
const BAR = /^\|.*\|$/;
const TITLE = /^\|\s*(?:[A-Z][A-Za-z]*(?: [a-z]+){0,2}:\s*\|$|NVIDIA-SMI )/;
/** Lines above the rule of "=", of the overview that has most. */
const MAX_HEAD = 8;

/** MIG mode is off everywhere, or there is no GPU. */
export const MIG_OFF = /^No (?:MIG-enabled devices|devices were) found/i;
const REFUSED = /Insufficient Permissions/i;
/** A row of any listing by profile, wherever it stands. */
const ROW_BEGIN = /^\|\s*\d+\s+(?:\d+\s+)?MIG /;
const LIST_OPTION = /\s(-l[gc]i(?:p{1,2})?)(?=\s|$)/;
const ONE_GPU = /\bnvidia-smi\b.*\s(?:-i|--id)[ =]?(\d{1,4}(?:,\d{1,4})*)(?=\s)/;

/**
 * The rows of all listings of one kind in a text, in order. Where the text is a session with
 * several of them, a later one replaces an earlier one; those that list other GPUs, by their
 * rows or by the "-i" of the command above them, stand beside it.
 *
 * null: the text has no such listing. Empty: nvidia-smi said that there is nothing.
 *
 * @throws MigError INVALID_INPUT with the line where a listing is cut or torn, or gives the same `key` twice
 */
export function listed<T extends { readonly gpu: number }>(
  lines: readonly Line[],
  listing: Listing,
  parse: (row: Row, head: readonly Line[]) => T,
  key: (row: T) => string,
): readonly T[] | null {
  // By GPU, so that a session of thousands of listings costs no more than its length.
  let standing: Map<number, { readonly at: number; readonly row: T }[]> | null = null;
  for (let at = 0; at < lines.length; at++) {
    const { text } = lines[at] as Line; // at is in range
    const begins = text.startsWith("|") && text.slice(1).trimStart().startsWith(listing.title);
    if (!begins && !saysNothing(lines, at, listing, standing === null)) continue;
    const table = begins ? readTable(lines, at, listing) : null;
    const rows = table === null ? [] : parsed(table, parse, key, listing);
    // Above the title of a box stands its first rule.
    const scope = scopeOf(lines[at - (begins ? 2 : 1)]);
    const shared = rows.length === 0 || rows.some(({ row }) => standing?.has(row.gpu));
    if (standing === null || (scope === null && shared)) standing = new Map();
    for (const gpu of scope ?? []) standing.delete(gpu);
    for (const each of rows) {
      const same = standing.get(each.row.gpu);
      if (same === undefined) standing.set(each.row.gpu, [each]);
      else same.push(each);
    }
    if (table !== null) at = table.end - 1;
  }
  if (standing === null) return null;
  const rows = [...standing.values()].flat();
  return rows.sort((a, b) => a.at - b.at).map(({ row }) => row);
}

/** Is this line the answer "nothing" to a listing of this kind? Kinds share these answers, so that the command above decides. */
function saysNothing(lines: readonly Line[], at: number, { nothing, command }: Listing, first: boolean): boolean {
  const text = lines[at]?.text ?? "";
  const off = MIG_OFF.test(text);
  if (!off && !nothing.test(text)) return false;
  const asked = LIST_OPTION.exec(lines[at - 1]?.text ?? "")?.[1];
  return asked === undefined ? !off || first : command.endsWith(` ${asked}`);
}

function parsed<T>(table: Table, parse: (row: Row, head: readonly Line[]) => T, key: (row: T) => string, listing: Listing) {
  const seen = new Set<string>();
  return table.rows.map((lines) => {
    const row = parse(lines, table.head);
    if (seen.has(key(row)))
      throw unreadable(lines[0], `"${listing.title}" lists ${key(row)} twice; paste one run of ${listing.command}`);
    seen.add(key(row));
    return { at: lines[0].number, row };
  });
}

/** The GPUs that the command in this line asked for; null: all, or no command. */
function scopeOf(line: Line | undefined): readonly number[] | null {
  const match = ONE_GPU.exec(`${line?.text ?? ""} `);
  return match?.[1]?.split(",").map(Number) ?? null;
}

function readTable(lines: readonly Line[], begin: number, { title, command }: Listing): Table {
  const cut = (line: Line | undefined, what: string) =>
    unreadable(line ?? (lines.at(-1) as Line), `"${title}" is cut or torn: ${what}; paste all that ${command} prints`);
  const headEnd = begin + lines.slice(begin, begin + MAX_HEAD).findIndex(({ text }) => HEAD_RULE.test(text));
  if (headEnd < begin) throw cut(lines[begin], "the line of = below its head is missing");
  const rows: Row[] = [];
  let row: Line[] = [];
  let closed = false;
  let at = headEnd + 1;
  for (; at < lines.length; at++) {
    const line = lines[at] as Line; // at is in range
    if (RULE.test(line.text)) {
      // Two rules in a row: the second one opens the next box.
      if (closed && row.length === 0) break;
      const [first, ...others] = row;
      if (first !== undefined) rows.push([first, ...others]);
      row = [];
      closed = true;
    } else if (TITLE.test(line.text)) throw cut(line, "another listing begins inside it");
    else if (BAR.test(line.text)) row.push(line);
    else break;
  }
  if (row.length > 0 || !closed) throw cut(lines[at], "its last rule (+---+) is missing");
  return { head: lines.slice(begin, headEnd), rows, end: at };
}

/** The error for a text that has no such listing at all. */
export function missing(lines: readonly Line[], { title, command }: Pick<Listing, "title" | "command">): MigError {
  const refused = lines.find(({ text }) => REFUSED.test(text));
  if (refused !== undefined) return unreadable(refused, `nvidia-smi was not allowed to look; run sudo ${command}`);
  const other = lines.find(({ text }) => TITLE.test(text));
  if (other !== undefined)
    return unreadable(other, `this is another listing, and no "${title}" follows; paste what ${command} prints`);
  const row = lines.find(({ text }) => ROW_BEGIN.test(text));
  if (row !== undefined)
    return unreadable(row, `a row without the head of its listing ("${title}"); paste all that ${command} prints`);
  return unreadable(lines[0]?.number ?? 1, `no "${title}" in the text; paste what ${command} prints`);
}

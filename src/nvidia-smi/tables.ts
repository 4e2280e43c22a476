import { type Line, unreadable } from "./lines.js";

/** A boxed listing: its rows, each the lines between two rules. */
export interface Table {
  readonly head: readonly Line[];
  readonly rows: readonly (readonly Line[])[];
}

const RULE = /^\+-+\+$/;
const HEAD_RULE = /^\|=+\|$/;
const BAR = /^\|.*\|$/;

/** What nvidia-smi says where there is nothing to list: of this kind, or at all. */
const NOTHING_AT_ALL = /^No (?:MIG-enabled devices|devices were) found/i;
const NOTHING: Readonly<Record<string, RegExp>> = {
  "GPU instances:": /^No GPU instances found/i,
  "Compute instances:": /^No compute instances found/i,
};

/**
 * The last listing with this title in the text: of a session with several the last one says how
 * it ended. Empty where nvidia-smi said that there is nothing; null where the text has neither.
 *
 * @throws MigError INVALID_INPUT with the line where a listing is cut or torn
 */
export function lastTable(lines: readonly Line[], title: string): Table | null {
  const found = tables(lines, title);
  if (found.length > 0) return found.at(-1) ?? null;
  const nothing = lines.some(({ text }) => NOTHING_AT_ALL.test(text.trim()) || NOTHING[title]?.test(text.trim()));
  return nothing ? { head: [], rows: [] } : null;
}

function tables(lines: readonly Line[], title: string): Table[] {
  const begins = lines.flatMap(({ text }, i) => (text.startsWith("|") && text.slice(1).trim().startsWith(title) ? [i] : []));
  return begins.map((begin) => readTable(lines, begin, title));
}

function readTable(lines: readonly Line[], begin: number, title: string): Table {
  const first = lines[begin] as Line; // begin is an index of lines
  let at = begin;
  while (BAR.test(lines[at]?.text ?? "") && !HEAD_RULE.test(lines[at]?.text ?? "")) at++;
  if (!HEAD_RULE.test(lines[at]?.text ?? ""))
    throw unreadable(lines[at] ?? first, `"${title}" is cut or torn: the line of "=" below its head is missing`);
  const head = lines.slice(begin, at);
  const rows: Line[][] = [];
  let row: Line[] = [];
  let last = lines[at] as Line; // tested above
  for (at++; at < lines.length; at++) {
    const line = lines[at] as Line; // at is in range
    if (RULE.test(line.text)) {
      rows.push(row);
      row = [];
    } else if (BAR.test(line.text)) row.push(line);
    else break;
    last = line;
  }
  if (row.length > 0 || rows.length === 0) throw unreadable(last, `"${title}" is cut: its last rule (+---+) is missing`);
  return { head, rows: rows.filter((lines) => lines.length > 0) };
}

/** The error for a text that has no such listing at all. */
export function missing(lines: readonly Line[], title: string, command: string): Error {
  const row = lines.find(({ text }) => /^\|\s+\d+\s+(?:\d+\s+)?MIG /.test(text));
  if (row !== undefined)
    return unreadable(row, `a row without the head of its listing ("${title}"); paste all that ${command} prints`);
  return unreadable(lines[0]?.number ?? 1, `no "${title}" in the text; paste what ${command} prints`);
}

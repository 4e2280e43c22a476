/** A trace as CSV -> requests, and the lines they came from. */
import { type CsvError, type InfoRecord, parse } from "csv-parse/sync";
import { MigError } from "../../error.js";
import type { TraceEntry } from "../../fleet/simulation/types.js";

export interface Trace {
  readonly entries: readonly TraceEntry[];
  /** Of each entry, for errors. */
  readonly lines: readonly number[];
}

const COLUMNS = ["arrival", "departure", "profile"] as const;
type Column = (typeof COLUMNS)[number];
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i;

interface Row {
  readonly fields: readonly string[];
  readonly line: number;
}

/**
 * A header that names arrival, departure and profile among its columns, and a line for each
 * request; an empty departure: it stays. Whether a profile exists is for the reader of the spec.
 *
 * @throws MigError INVALID_INPUT, with line and column
 */
export function readTrace(text: string): Trace {
  const [header, ...rows] = readRows(text);
  if (header === undefined) throw wrong("is empty; a header with arrival, departure and profile is needed");
  const at = columnsOf(header);
  if (rows.length === 0) throw wrong("holds no request below its header");
  const entries = rows.map((row) => {
    if (row.fields.length !== header.fields.length) {
      throw wrong(
        `line ${row.line}: ${row.fields.length} fields under ${header.fields.length} columns; a field with a comma in it must stand in quotes`,
      );
    }
    const field = (column: Column) => row.fields[at[column]] ?? "";
    const arrival = timeOf(row, "arrival", field("arrival"));
    const departure = field("departure") === "" ? null : timeOf(row, "departure", field("departure"));
    if (departure !== null && departure < arrival) {
      throw wrong(`${place(row, "departure")}: ${departure} is before the arrival at ${arrival}; empty means that it stays`);
    }
    if (field("profile") === "") throw wrong(`${place(row, "profile")}: a profile is needed, such as 1g.10gb`);
    return { arrival, departure, profile: field("profile") };
  });
  return { entries, lines: rows.map(({ line }) => line) };
}

function readRows(text: string): readonly Row[] {
  try {
    // With `info` each record comes with where it was found, which the types of the package do not say.
    // One kind of line end: of several in one text the parser counts lines wrongly.
    const found = parse(text.replace(/\r\n?/g, "\n"), {
      bom: true,
      info: true,
      trim: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      relax_column_count: true,
    }) as unknown as readonly { readonly record: readonly string[]; readonly info: InfoRecord }[];
    return found.map(({ record, info }) => ({ fields: record, line: info.lines }));
  } catch (cause) {
    // Everything that the parser throws about a text is a CsvError.
    const { code, lines } = cause as CsvError & { lines?: number };
    const what = code === "CSV_QUOTE_NOT_CLOSED" ? "a quote is opened and not closed" : "a quote stands inside a field";
    throw new MigError("INVALID_INPUT", `line ${lines ?? 1}: ${what}; a quote in a quoted field is doubled`, { cause });
  }
}

function columnsOf({ fields, line }: Row): Readonly<Record<Column, number>> {
  const names = fields.map((name) => name.toLowerCase());
  const indexOf = (column: Column): number => {
    const index = names.indexOf(column);
    if (index < 0)
      throw wrong(
        `line ${line}: no column ${column}; a header with ${COLUMNS.join(", ")} between commas is needed, not ${JSON.stringify(fields.join(",").slice(0, 60))}`,
      );
    if (names.lastIndexOf(column) !== index) throw wrong(`line ${line}: two columns are called ${column}`);
    return index;
  };
  return { arrival: indexOf("arrival"), departure: indexOf("departure"), profile: indexOf("profile") };
}

function timeOf(row: Row, column: Column, text: string): number {
  const time = NUMBER.test(text) ? Number(text) : Number.NaN;
  if (Number.isFinite(time)) return time;
  throw wrong(
    `${place(row, column)}: a number is needed, such as 12.5, in any one unit of time, not ${JSON.stringify(text.slice(0, 40))}`,
  );
}

function place({ line }: Row, column: Column): string {
  return `line ${line}, column ${column}`;
}

function wrong(message: string): MigError {
  return new MigError("INVALID_INPUT", message);
}

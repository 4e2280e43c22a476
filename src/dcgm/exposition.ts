/**
 * Prometheus' text format as dcgm-exporter writes it (internal/pkg/rendermetrics/render_metrics.go):
 * label values go through text/template as they are, so that a quote or a backslash in one breaks
 * the grammar. A parser of the grammar loses the whole text to one such line, the one on npm
 * (parse-prometheus-text-format) as well, which also takes a line torn before its value.
 */
import { MigError } from "../error.js";
import { quote } from "../model/quote.js";

export interface Sample {
  /** Of the line, from 1. */
  readonly line: number;
  readonly name: string;
  /** Of a name that stands twice the first counts. */
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
  /** false: against the grammar, and read by the exporter's own layout. */
  readonly exact: boolean;
}

/** Lines of the exporter have a thousand characters, with every pod label two; beyond, a regular expression could run out of stack. */
const LONGEST = 65_536;

/** What stands before the value of a line. */
interface Head {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  /** Where the value begins. */
  readonly end: number;
}

/**
 * The samples of a text, line by line; comments and empty lines are passed over.
 *
 * A line is refused where Prometheus refuses it (no metric name, labels not closed, a value that is
 * no number, a timestamp that is no whole number), except for what unescaped label values do: quotes
 * and backslashes in them, and label names that stand twice.
 *
 * @throws MigError INVALID_INPUT with the line number
 */
export function* samplesOf(text: string): Generator<Sample> {
  let line = 0;
  for (let begin = 0; begin < text.length; ) {
    const newline = text.indexOf("\n", begin);
    const end = newline < 0 ? text.length : newline;
    line++;
    const content = text.slice(begin, end).trim();
    if (content.length > LONGEST)
      throw new MigError(
        "INVALID_INPUT",
        `line ${line}: ${content.length} characters are more than a line has (at most ${LONGEST})`,
      );
    if (content !== "" && !content.startsWith("#") && !isOfQuotedName(content)) yield sampleOf(content, line);
    begin = end + 1;
  }
}

/** {"a name of any letters", label="value"} 1.5: of no metric of the exporter. */
function isOfQuotedName(text: string): boolean {
  return text.startsWith('{"') && numberOf(text.slice(text.lastIndexOf("}") + 1)) !== null;
}

function sampleOf(text: string, line: number): Sample {
  const strict = strictHead(text);
  const value = strict === null ? null : numberOf(text.slice(strict.end));
  if (strict !== null && value !== null) return { line, name: strict.name, labels: strict.labels, value, exact: true };
  const lenient = lenientHead(text);
  if (lenient === null) throw broken(line, text, strict);
  const last = numberOf(text.slice(lenient.end));
  if (last === null) throw broken(line, text, lenient);
  return { line, name: lenient.name, labels: lenient.labels, value: last, exact: false };
}

function broken(line: number, text: string, head: Head | null): MigError {
  const what =
    head === null
      ? "no metric with closed labels before a number"
      : `${quote(text.slice(head.end).trim())} is no value with an optional timestamp in milliseconds`;
  return new MigError(
    "INVALID_INPUT",
    `line ${line}: ${quote(text)}: ${what}; is it cut or torn? Metrics read name{label="value"} 1.5`,
  );
}

const NAME = /([a-zA-Z_:][\w:]*)[ \t]*/y;
/** Names in quotes came with Prometheus 3; the exporter writes none. */
const LABEL = /[ \t]*([a-zA-Z_]\w*|"[^"\\]*(?:\\.[^"\\]*)*")[ \t]*=[ \t]*"([^"\\]*(?:\\["\\n][^"\\]*)*)"[ \t]*/y;
const CLOSE = /[ \t]*\}/y;
const ESCAPE = /\\(["\\n])/g;

/** By Prometheus' grammar; null: against it. */
function strictHead(text: string): Head | null {
  const name = at(NAME, text, 0);
  if (name === null) return null;
  const labels = new Map<string, string>();
  let end = name[0].length;
  if (text[end] !== "{") return { name: name[1] ?? "", labels, end };
  // After "{" and after "," either a label or the closing brace.
  do {
    end++;
    const close = at(CLOSE, text, end);
    if (close !== null) return { name: name[1] ?? "", labels, end: end + close[0].length };
    const label = at(LABEL, text, end);
    const [whole = "", key = "", value = ""] = label ?? [];
    if (label === null || labels.has(key)) return null;
    labels.set(key, unescaped(value));
    end += whole.length;
  } while (text[end] === ",");
  return text[end] === "}" ? { name: name[1] ?? "", labels, end: end + 1 } : null;
}

function unescaped(value: string): string {
  return value.includes("\\") ? value.replace(ESCAPE, (_, escaped: string) => (escaped === "n" ? "\n" : escaped)) : value;
}

function at(pattern: RegExp, text: string, position: number): RegExpExecArray | null {
  pattern.lastIndex = position;
  return pattern.exec(text);
}

const FIRST_LABEL = /([a-zA-Z_:][\w:]*)\{([a-zA-Z_]\w*)="/y;
/** The beginning of a second metric: two lines ran into each other. */
const ANOTHER = /\{[a-zA-Z_]\w*="/g;
const BETWEEN = /",([a-zA-Z_]\w*)="/g;

/** By the layout of the exporter's template, where a value ends before `",name="` or before the last `"}`; null: not in it. */
function lenientHead(text: string): Head | null {
  const first = at(FIRST_LABEL, text, 0);
  const close = text.lastIndexOf('"}');
  if (first === null || close < first[0].length || at(ANOTHER, text, first[0].length) !== null) return null;
  const labels = new Map<string, string>();
  let [whole, name = "", key = ""] = first;
  let begin = whole.length;
  const set = (end: number) => void (labels.has(key) || labels.set(key, text.slice(begin, end)));
  BETWEEN.lastIndex = begin;
  for (let match = BETWEEN.exec(text); match !== null && match.index < close; match = BETWEEN.exec(text)) {
    set(match.index);
    key = match[1] ?? "";
    begin = BETWEEN.lastIndex;
  }
  set(close);
  return { name, labels, end: close + 2 };
}

/** What strconv.ParseFloat takes of what Prometheus hands to it. */
const FLOAT = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const INFINITE = /^([+-]?)inf(?:inity)?$/i;
const TIMESTAMP = /^[+-]?\d{1,19}$/;

/** The value, where a timestamp may follow it; null: it reads otherwise. */
function numberOf(text: string): number | null {
  const [value = "", timestamp, more] = text.trim().split(/[ \t]+/, 3);
  if (more !== undefined || (timestamp !== undefined && !TIMESTAMP.test(timestamp))) return null;
  if (FLOAT.test(value)) return Number.isFinite(Number(value)) ? Number(value) : null;
  if (/^nan$/i.test(value)) return Number.NaN;
  const infinite = INFINITE.exec(value);
  return infinite === null ? null : infinite[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

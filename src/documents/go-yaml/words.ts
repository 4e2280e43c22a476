/** go-yaml's own words for what is no YAML, wherever they are certain. */
import type { ErrorCode, LineCounter, YAMLError } from "yaml";
import { YamlFault } from "./fault.js";

/** A text, and its lines as far as they are read. */
export interface Source {
  readonly text: string;
  readonly lines: LineCounter;
}

/** The line of a place, from 1; the end of a text counts as one more, even if no break stands before it. */
function lineOf({ text, lines }: Source, at: number): number {
  const { line } = lines.linePos(at);
  return at === text.length && !text.endsWith("\n") ? line + 1 : line;
}

/** A fault in go-yaml's words; its scanner names the line of the place, and none for the first one (decode.go). */
export function scannerFault(problem: string, at: number, source: Source, from = at): YamlFault {
  const line = lineOf(source, at);
  return new YamlFault(problem, at, line <= 1 ? undefined : `yaml: line ${line}: ${problem}`, from);
}

/** As `scannerFault`, of its parser, which names the line before. */
export function parserFault(problem: string, at: number, source: Source, from = at): YamlFault {
  const line = lineOf(source, at);
  return new YamlFault(problem, at, line <= 1 ? undefined : `yaml: line ${line - 1}: ${problem}`, from);
}

type Fault = typeof scannerFault;

/** What the package finds: its code, how its message begins or ends, and what go-yaml says there. */
const WORDS: readonly (readonly [ErrorCode, RegExp, Fault, string])[] = [
  ["BAD_SCALAR_START", /[@`%|>]$/, scannerFault, "found character that cannot start any token"],
  ["BAD_INDENT", /^Flow map/, parserFault, "did not find expected ',' or '}'"],
  ["BAD_INDENT", /^Flow sequence/, parserFault, "did not find expected ',' or ']'"],
  ["MISSING_CHAR", /^Flow map|^Missing ,.* between flow map items/, parserFault, "did not find expected ',' or '}'"],
  ["MISSING_CHAR", /^Flow sequence|^Missing ,.* between flow sequence items/, parserFault, "did not find expected ',' or ']'"],
  ["MISSING_CHAR", /^Tags and anchors/, scannerFault, "did not find expected whitespace or line break"],
  ["MISSING_CHAR", /block sequence props$/, scannerFault, "block sequence entries are not allowed in this context"],
  [
    "UNEXPECTED_TOKEN",
    /^Unexpected (?:block-seq-ind on|seq-item-ind)/,
    scannerFault,
    "block sequence entries are not allowed in this context",
  ],
  ["UNEXPECTED_TOKEN", /^Unexpected explicit-key-ind/, scannerFault, "mapping keys are not allowed in this context"],
  ["UNEXPECTED_TOKEN", /^Unexpected (?:, in|: in flow map)/, parserFault, "did not find expected node content"],
  ["UNEXPECTED_TOKEN", /^Block scalar header.*: [|>][-+]?0/, scannerFault, "found an indentation indicator equal to 0"],
  ["UNEXPECTED_TOKEN", /^Block scalar header/, scannerFault, "did not find expected comment or line break"],
  ["KEY_OVER_1024_CHARS", /block mapping/, scannerFault, "mapping values are not allowed in this context"],
  ["TAG_RESOLVE_FAILED", /^Could not resolve/, parserFault, "found undefined tag handle"],
  ["BAD_DQ_ESCAPE", /\\[xuU].*$/, scannerFault, "did not find expected hexdecimal number"],
  ["BAD_DQ_ESCAPE", /\\[^xuU]*$/, scannerFault, "found unknown escape character"],
  ["BAD_ALIAS", /empty/, scannerFault, "did not find expected alphabetic or numeric character"],
];

/** An error of the package: where go-yaml's words are not certain, in the package's. */
export function faultOf({ code, message, pos: [at] }: YAMLError, source: Source): YamlFault {
  const { text } = source;
  const known = WORDS.find(([known, pattern]) => known === code && pattern.test(message));
  if (known !== undefined && isCertain(message, at, text)) return known[2](known[3], at, source);
  // A quote that is not closed to the very end of the text; go-yaml may find the missing one in another line.
  const open = message.startsWith("Missing closing") && text.slice(at).trim() === "";
  if (!open) return new YamlFault(message, at, null);
  return scannerFault("found unexpected end of stream", text.endsWith("\n") ? text.length : text.length - 1, source, at);
}

/** Whether brackets or quotes stand open, so that what follows is not what it looks like. */
export function isOpen({ message }: YAMLError): boolean {
  return /^(?:Flow|Missing closing)/.test(message);
}

function isCertain(message: string, at: number, text: string): boolean {
  // Where a line begins it begins a directive.
  if (text[at] === "%") return at > 0 && text[at - 1] !== "\n";
  if (!message.startsWith("Flow")) return true;
  // Behind these a node is missing, or not; and what is only not indented may well go on.
  const afterMark = /[,:[{]$/.test(text.slice(Math.max(0, at - 100), at).trimEnd());
  return !afterMark && /^(?:\s*$|\s*[^\]}\n]*:(?:\s|$)|[\]}])/.test(text.slice(at, at + 1000));
}

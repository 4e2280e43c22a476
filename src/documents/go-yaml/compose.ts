/** Texts into nodes: the `yaml` package parses, and what go-yaml v2 takes for an error is one here. */
import { Composer, type CST, Parser } from "yaml";
import { behindFault, left } from "./blocks.js";
import { YamlFault } from "./fault.js";
import type { YamlNode } from "./nodes.js";
import { readNodes } from "./read-nodes.js";
import { firstRefusal } from "./refusals.js";
import { refuseDirective } from "./tokens.js";
import { faultOf, isOpen, type Source } from "./words.js";

const OPTIONS = {
  // Types, merge keys and repeated keys are read as go-yaml reads them, from the nodes.
  schema: "failsafe",
  resolveKnownTags: false,
  merge: false,
  uniqueKeys: false,
  logLevel: "error",
} as const;

/** Between documents they say nothing. */
const NOTHING = new Set<string>(["byte-order-mark", "comment", "newline", "space"]);

/** What ends by itself. */
const CLOSED = new Set<string>(["scalar", "single-quoted-scalar", "double-quoted-scalar", "flow-collection"]);

/**
 * The documents of a text one by one, each parsed when it is asked for.
 *
 * @param source whose lines are counted as they are read
 * @throws YamlFault, CostFault
 */
export function* compose(source: Source): Generator<YamlNode, void> {
  const composer = new Composer(OPTIONS);
  let document: CST.Document | null = null;
  let first = true;
  let directive: CST.Directive | null = null;
  for (const token of new Parser(source.lines.addNewLine).parse(source.text)) {
    if (NOTHING.has(token.type)) continue;
    const fault = token.type === "error" ? strayFault(token, document, source) : null;
    if (document !== null) yield whole(document, composer, source, fault);
    document = null;
    if (fault !== null) throw fault;
    if (token.type === "directive") {
      refuseDirective(token);
      composer.next(token).next();
      directive = token;
    } else if (token.type === "document" && isThere(token, first)) {
      document = token;
      directive = null;
      first = false;
    }
  }
  if (document !== null) yield whole(document, composer, source, null);
  if (directive !== null) throw new YamlFault("did not find expected <document start>", directive.offset, null);
}

/** A token outside of documents; words are certain for a bracket too many. */
function strayFault({ message, offset }: CST.ErrorToken, before: CST.Document | null, source: Source): YamlFault {
  const bracket = /^[\]}]/.test(source.text.slice(offset, offset + 1));
  const words = bracket ? behindFault(left(before ?? undefined), offset, source) : null;
  return words ?? new YamlFault(message, offset, null);
}

/** Between the ends of two documents there is none. @throws YamlFault where there must be one */
function isThere({ start, value, offset }: CST.Document, first: boolean): boolean {
  const there = value !== undefined || start.some(({ type }) => type === "doc-start");
  if (first && !there) throw new YamlFault("did not find expected node content", offset);
  return there;
}

/** @param after what is wrong directly behind it */
function whole(token: CST.Document, composer: Composer, source: Source, after: YamlFault | null): YamlNode {
  // First, because it knows what is nested too deep for the composer.
  const refusal = firstRefusal(token, source);
  const [document] = untraced(() => {
    composer.next(token).next();
    return [...composer.end()];
  });
  if (document === undefined) throw new YamlFault("a document is needed", token.offset, null);
  const { text } = source;
  const { contents, errors, range } = document;
  // Where scalars and brackets end go-yaml knows, and looks at nothing behind them.
  const closed = CLOSED.has(token.value?.type ?? "");
  const end = closed ? (contents?.range?.[1] ?? 0) : text.length;
  const counting = errors.filter((each) => {
    const [at] = each.pos;
    return (each.code !== "UNEXPECTED_TOKEN" || at < end) && (isOpen(each) || !isSame(at, refusal, text));
  });
  const [error] = counting.sort((a, b) => a.pos[0] - b.pos[0]);
  const faults = [error === undefined ? null : faultOf(error, source), refusal, closed ? null : directly(after, text, range[1])];
  const [fault] = faults.filter((each) => each !== null).sort((a, b) => a.from - b.from);
  if (fault !== undefined) throw fault;
  return readNodes(contents, range[1]);
}

/** The package may make an error of every token; that each finds out where it was made costs seconds. */
function untraced<T>(body: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return body();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** null: what is wrong stands in another document. */
function directly(after: YamlFault | null, text: string, end: number): YamlFault | null {
  return after === null || /^---(?:\s|$)/m.test(text.slice(end, after.from)) ? null : after;
}

/** Whether an error of the package is what was refused, which has the better place and words. */
function isSame(at: number, refusal: YamlFault | null, text: string): boolean {
  return refusal !== null && at <= refusal.from && text.slice(at, refusal.from).trim() === "";
}

/** YAML and JSON that people and clusters write, read with the places of everything in it. */
import {
  CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  parseAllDocuments,
  type Scalar,
  YAMLParseError,
} from "yaml";
import { MigError, type Path } from "../error.js";
import type { Position } from "./finding.js";
import { GO_SCALARS } from "./go-scalars.js";
import { MAX_ALIASES, MAX_DEPTH, MAX_TOKENS, refuseLarge } from "./limits.js";

/** One document of a text. */
export interface SourceDocument {
  /** Plain data. Whole numbers that a double cannot hold are bigints. */
  readonly value: unknown;
  /** Keys that stand again in the same mapping; the last one counts. */
  readonly repeated: readonly Path[];
  /** Where a path stands: its key, or the item of a list; of a path that does not exist the part that does. */
  positionOf(path: Path): Position | null;
  /** Where a place inside the text at `path` stands in the whole, for texts within texts such as a ConfigMap's. */
  positionInside(path: Path, inner: Position): Position | null;
}

/**
 * Every document of a text by the rules of the programs around MIG (`go-scalars.ts`): merge keys,
 * the last of repeated keys counts. An empty text has no documents.
 *
 * @param name what messages call the text
 * @throws MigError INVALID_INPUT for what is no YAML, with line and column and the parser's own
 *   error as cause; for a text above 1 MiB, one of more than 150,000 tokens, and bombs of aliases
 */
export function readDocuments(text: string, name: string): readonly SourceDocument[] {
  return parsed(text, name, (documents) => documents);
}

/** As `readDocuments`, of the first document alone, which is all that most of those programs look at; null: there is none. */
export function readFirstDocument(text: string, name: string): SourceDocument | null {
  return parsed(text, name, (documents) => documents.slice(0, 1))[0] ?? null;
}

type Documents = readonly Document.Parsed[];

function parsed(text: string, name: string, chosen: (documents: Documents) => Documents): readonly SourceDocument[] {
  refuseLarge(text, name);
  refuseCostly(text, name);
  const lines = new LineCounter();
  try {
    const documents = parseAllDocuments(text, {
      schema: "failsafe",
      customTags: (tags) => [...tags, ...GO_SCALARS],
      merge: true,
      uniqueKeys: false,
      logLevel: "error",
      lineCounter: lines,
      // The parser would look up line and column of every error, of which only one is told.
      prettyErrors: false,
    });
    // Its type for a text without documents is an empty list with a property.
    return chosen(documents as Documents).map((document) => new ReadDocument(document, lines, text));
  } catch (cause) {
    throw notReadable(name, cause, lines);
  }
}

/** All that YAML does not allow; the parser would. */
const CONTROL = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** What the parser would take seconds over, found by its lexer alone. */
function refuseCostly(text: string, name: string): void {
  const control = CONTROL.exec(text);
  if (control !== null) throw refused(name, `a control character (code ${control[0].codePointAt(0)}) at offset ${control.index}`);
  let depth = 0;
  let tokens = 0;
  let aliases = 0;
  for (const token of new Lexer().lex(text)) {
    if (!isMark(token) && ++tokens > MAX_TOKENS) throw refused(name, `more than ${MAX_TOKENS} tokens`);
    if (token === "[" || token === "{") depth++;
    else if (token === "]" || token === "}") depth--;
    else if (token.startsWith("*") && ++aliases > MAX_ALIASES) throw refused(name, `more than ${MAX_ALIASES} aliases`);
    if (depth > MAX_DEPTH) throw refused(name, `brackets nested more than ${MAX_DEPTH} deep`);
  }
}

/** White space, and the lexer's own marks before documents and scalars. */
function isMark(token: string): boolean {
  return token === CST.DOCUMENT || token === CST.SCALAR || token.trim() === "";
}

function refused(name: string, what: string): MigError {
  return new MigError("INVALID_INPUT", `${name}: ${what}, and not read`);
}

function notReadable(name: string, cause: unknown, lines: LineCounter): MigError {
  if (cause instanceof RangeError) return refused(name, "nested too deep");
  const { line, col } = lines.linePos(cause instanceof YAMLParseError ? cause.pos[0] : 0);
  const where = cause instanceof YAMLParseError ? ` at line ${line}, column ${col}` : "";
  const what = cause instanceof Error ? cause.message : String(cause);
  return new MigError("INVALID_INPUT", `${name}: not readable as YAML or JSON: ${what}${where}`, { cause });
}

class ReadDocument implements SourceDocument {
  readonly value: unknown;
  readonly repeated: readonly Path[];
  readonly #document: Document.Parsed;
  readonly #lines: LineCounter;
  readonly #text: string;

  constructor(document: Document.Parsed, lines: LineCounter, text: string) {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    this.#document = document;
    this.#lines = lines;
    this.#text = text;
    this.repeated = repeatedKeys(document);
    this.value = document.toJS({ maxAliasCount: MAX_ALIASES });
  }

  positionOf(path: Path): Position | null {
    return this.#positionAt(this.#find(path).at?.range?.[0] ?? 0);
  }

  positionInside(path: Path, inner: Position): Position | null {
    const { node, rest } = this.#find(path);
    const whole = this.positionOf(path);
    if (rest > 0 || whole === null || !isScalar(node) || !BLOCK.has(node.type ?? "")) return whole;
    const lines = this.#text.slice(node.range?.[0] ?? 0).split("\n", inner.line + 1);
    const first = this.#positionAt(node.range?.[0] ?? 0);
    if (first === null) return whole;
    return { line: first.line + inner.line, column: inner.column + indentOf(lines.slice(1)) };
  }

  /** The node at a path, what marks its place, and how many steps of the path do not exist. */
  #find(path: Path): { node: Node | null; at: Node | null; rest: number } {
    let node = this.#follow(this.#document.contents);
    let at: Node | null = node;
    for (const [i, key] of path.entries()) {
      const step = isMap(node)
        ? pairOf(node.items, key)
        : isSeq(node)
          ? { at: node.items[Number(key)], value: node.items[Number(key)] }
          : null;
      if (step?.at === undefined || step.at === null) return { node, at, rest: path.length - i };
      at = step.at as Node; // nodes of a parsed document are Nodes
      node = this.#follow(step.value as Node | null);
    }
    return { node, at, rest: 0 };
  }

  #follow(node: Node | null): Node | null {
    return node !== null && "resolve" in node && typeof node.resolve === "function"
      ? (node.resolve(this.#document) ?? null)
      : node;
  }

  #positionAt(offset: number): Position | null {
    const { line, col } = this.#lines.linePos(offset);
    return line === 0 ? null : { line, column: col };
  }
}

const BLOCK = new Set<string>(["BLOCK_LITERAL", "BLOCK_FOLDED"]);

/** How far the first line with something on it is indented. */
function indentOf(lines: readonly string[]): number {
  const first = lines.find((line) => line.trim() !== "") ?? "";
  return first.length - first.trimStart().length;
}

interface ParsedPair {
  readonly key: unknown;
  readonly value: unknown;
}

/** The last pair of a key, since the last one counts. */
function pairOf(items: readonly ParsedPair[], key: string | number): { at: unknown; value: unknown } | null {
  const pair = items.findLast((item) => isScalar(item.key) && String((item.key as Scalar).value) === String(key));
  return pair === undefined ? null : { at: pair.key, value: pair.value };
}

/** The keys that stand again. @throws Error where an alias stands inside what it means */
function repeatedKeys(document: Document.Parsed): readonly Path[] {
  const repeated: Path[] = [];
  const anchors = new Map<string, unknown>();
  const above = new Set<unknown>();
  visit(document.contents, []);
  return repeated;

  function visit(node: unknown, path: Path): void {
    if (isAlias(node) && above.has(anchors.get(node.source))) throw new Error(`the anchor ${node.source} contains itself`);
    if ((isScalar(node) || isMap(node) || isSeq(node)) && node.anchor !== undefined) anchors.set(node.anchor, node);
    above.add(node);
    if (isSeq(node)) node.items.forEach((item, i) => void visit(item, [...path, i]));
    else if (isMap(node)) visitPairs(node.items, path);
    above.delete(node);
  }

  function visitPairs(pairs: readonly ParsedPair[], path: Path): void {
    const seen = new Set<string>();
    for (const { key, value } of pairs) {
      const name = isScalar(key) ? String(key.value) : "";
      if (seen.has(name)) repeated.push([...path, name]);
      seen.add(name);
      visit(value, [...path, name]);
    }
  }
}

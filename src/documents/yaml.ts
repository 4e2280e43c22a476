/** YAML and JSON that people and clusters write, read with the places of everything in it. */
import { MigError, type Path } from "../error.js";
import type { Position } from "./finding.js";
import type { Mark } from "./go-yaml/cursor.js";
import { CostFault, YamlFault } from "./go-yaml/fault.js";
import type { YamlNode } from "./go-yaml/nodes.js";
import { Parser } from "./go-yaml/parser.js";
import { type Decoded, decode } from "./go-yaml/values.js";
import { MAX_DEPTH, refuseLarge, tokenCount } from "./limits.js";

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
 * Every document of a text by the rules of the programs around MIG, which read it through
 * sigs.k8s.io/yaml: what go-yaml v2 takes, refuses and means. Merge keys count where they stand,
 * and the last of repeated keys. An empty text has no documents. Linear in the text: a second at
 * the very most.
 *
 * @param name what messages call the text
 * @throws MigError INVALID_INPUT for what go-yaml refuses or JSON cannot say, with line and column,
 *   its cause a YamlFault with go-yaml's own text; for a text above 1 MiB, one of more than 150,000
 *   tokens or nested more than 200 deep, and bombs of aliases
 */
export function readDocuments(text: string, name: string): readonly SourceDocument[] {
  return readable(text, name, (parser) => {
    const documents: SourceDocument[] = [];
    for (let root = parser.document(); root !== null; root = parser.document()) documents.push(new ReadDocument(root));
    return documents;
  });
}

/**
 * As `readDocuments`, of the first document alone, which is all that most of those programs look
 * at: whatever follows it may be no YAML at all. null: there is none.
 */
export function readFirstDocument(text: string, name: string): SourceDocument | null {
  return readable(text, name, (parser) => {
    const root = parser.document();
    return root === null ? null : new ReadDocument(root);
  });
}

function readable<T>(text: string, name: string, read: (parser: Parser) => T): T {
  refuseLarge(text, name);
  try {
    return read(new Parser(text, { depth: MAX_DEPTH, counted: tokenCount() }));
  } catch (cause) {
    if (cause instanceof CostFault) throw new MigError("INVALID_INPUT", `${name}: ${cause.message}, and not read`);
    if (!(cause instanceof YamlFault)) throw cause;
    const at = cause.mark === null ? null : positionOfMark(cause.mark);
    const where = at === null ? "" : ` at line ${at.line}, column ${at.column}`;
    throw new MigError("INVALID_INPUT", `${name}: not readable as YAML or JSON: ${cause.problem}${where}`, { cause });
  }
}

const positionOfMark = ({ line, column }: Mark): Position => ({ line: line + 1, column: column + 1 });

class ReadDocument implements SourceDocument {
  readonly value: unknown;
  readonly #root: YamlNode;
  readonly #decoded: Decoded;

  constructor(root: YamlNode) {
    this.#root = root;
    this.#decoded = decode(root, MAX_DEPTH);
    this.value = this.#decoded.value;
  }

  get repeated(): readonly Path[] {
    return this.#repeatedIn(this.#root, []);
  }

  positionOf(path: Path): Position | null {
    return positionOfMark(this.#find(path).at.start);
  }

  positionInside(path: Path, inner: Position): Position | null {
    const { node, exists } = this.#find(path);
    const block = node.kind === "scalar" ? node.block : null;
    if (!exists || block === null) return this.positionOf(path);
    return { line: block.line + inner.line, column: block.indent + inner.column };
  }

  /** The node at a path as far as it exists, and what marks its place. */
  #find(path: Path): { node: YamlNode; at: YamlNode; exists: boolean } {
    let at = this.#root;
    let node = meant(this.#root);
    for (const step of path) {
      const next = this.#step(node, step);
      if (next === null) return { node, at, exists: false };
      at = next.at;
      node = meant(next.value);
    }
    return { node, at, exists: true };
  }

  #step(node: YamlNode, step: string | number): { at: YamlNode; value: YamlNode } | null {
    if (node.kind === "map") {
      const entry = this.#decoded.entries.get(node)?.get(String(step));
      return entry === undefined ? null : { at: entry.key, value: entry.value };
    }
    const item = node.kind === "list" ? node.items[Number(step)] : undefined;
    return item === undefined ? null : { at: item, value: item };
  }

  #repeatedIn(node: YamlNode, path: Path): readonly Path[] {
    if (node.kind === "list") return node.items.flatMap((item, i) => this.#repeatedIn(item, [...path, i]));
    if (node.kind !== "map") return [];
    const here = (this.#decoded.repeated.get(node) ?? []).map((key) => [...path, key]);
    const entries = this.#decoded.entries.get(node) ?? new Map();
    const within = [...entries].flatMap(([key, entry]) => this.#repeatedIn(entry.value, [...path, key]));
    return [...here, ...within];
  }
}

function meant(node: YamlNode): YamlNode {
  return node.kind === "alias" ? meant(node.target) : node;
}

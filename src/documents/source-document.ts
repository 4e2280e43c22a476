import type { LineCounter } from "yaml";
import type { Path } from "../error.js";
import type { Position } from "./finding.js";
import type { ScalarNode, YamlNode } from "./go-yaml/nodes.js";
import { type Decoded, decode } from "./go-yaml/values.js";
import { MAX_DEPTH } from "./limits.js";

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

export class ReadDocument implements SourceDocument {
  readonly value: unknown;
  readonly #root: YamlNode;
  readonly #decoded: Decoded;
  readonly #text: string;
  readonly #lines: LineCounter;

  constructor(root: YamlNode, text: string, lines: LineCounter) {
    this.#root = root;
    this.#text = text;
    this.#lines = lines;
    this.#decoded = decode(root, MAX_DEPTH);
    this.value = this.#decoded.value;
  }

  get repeated(): readonly Path[] {
    return this.#repeatedIn(this.#root, []);
  }

  positionOf(path: Path): Position | null {
    return this.#positionAt(this.#find(path).at.start);
  }

  positionInside(path: Path, inner: Position): Position | null {
    const { node, exists } = this.#find(path);
    if (!exists || node.kind !== "scalar" || !node.block) return this.positionOf(path);
    return { line: this.#positionAt(node.start).line + inner.line, column: this.#indentOf(node) + inner.column };
  }

  #positionAt(offset: number): Position {
    const { line, col } = this.#lines.linePos(offset);
    return { line, column: col };
  }

  /** How far a block is indented: the first line with something on it may be so further. */
  #indentOf({ start, value }: ScalarNode): number {
    const written = /\n *(?=[^ \r\n])/.exec(this.#text.slice(start))?.[0].length ?? 1;
    const read = /^\n*( *)/.exec(value)?.[1]?.length ?? 0;
    return written - 1 - read;
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

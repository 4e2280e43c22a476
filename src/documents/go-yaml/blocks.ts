/** What may not stand where it does in lists and maps without brackets, in go-yaml's words. */
import type { CST } from "yaml";
import type { YamlFault } from "./fault.js";
import { parserFault, type Source, scannerFault } from "./words.js";

/** A list or map without brackets. */
export type Block = CST.BlockMap | CST.BlockSequence;

type Item = CST.CollectionItem;

const KEYS = new Set<string>(["scalar", "single-quoted-scalar", "double-quoted-scalar"]);
const NO_KEY = "did not find expected key";
const NO_DASH = "did not find expected '-' indicator";
const NO_VALUE = "mapping values are not allowed in this context";

/**
 * What go-yaml refuses about the place of an item; null: nothing.
 *
 * @param around blocks that stand open, the one with the items last
 */
export function placeFault(items: readonly Item[], i: number, around: readonly Block[], source: Source): YamlFault | null {
  const block = around.at(-1);
  const item = items[i];
  if (block === undefined || item === undefined || mark(item.start, "explicit-key-ind") !== null) return null;
  const fault = i === 0 ? null : columnFault(item, [...around, ...left(items[i - 1])], source);
  if (fault !== null || block.type === "block-seq") return fault;
  return nestedFault(item, source) ?? keyFault(item, i === 0, block, source);
}

function mark(tokens: readonly CST.SourceToken[] | undefined, type: CST.SourceToken["type"]): CST.SourceToken | null {
  return tokens?.find((token) => token.type === type) ?? null;
}

/** The blocks that an item leaves open at its end. */
export function left(item: Pick<Item, "value"> | undefined): readonly Block[] {
  const open: Block[] = [];
  for (let node = item?.value; node?.type === "block-map" || node?.type === "block-seq"; node = node.items.at(-1)?.value)
    open.push(node);
  return open;
}

/** Another item must begin in the column of those before it. */
function columnFault(item: Item, open: readonly Block[], source: Source): YamlFault | null {
  const begin = begun(item, source.text);
  if (begin === null) return null;
  const { at, dash } = begin;
  const column = source.lines.linePos(at).col - 1;
  // A list as little indented as its key ends where a key follows. What is less indented than a block
  // closes it; the one that is left says what it misses.
  const left = open.filter(
    ({ type, indent }, i) => indent <= column && (dash || type === "block-map" || open[i - 1]?.indent !== indent),
  );
  const block = left.at(-1);
  if (block === undefined || (block.indent === column && (block.type === "block-seq") === dash)) return null;
  return parserFault(block.type === "block-map" ? NO_KEY : NO_DASH, at, source);
}

/** Where an item begins, and whether with a dash or a key; null: neither for certain. */
function begun({ start, key, sep, value }: Item, text: string): { at: number; dash: boolean } | null {
  const dash = mark(start, "seq-item-ind");
  if (dash !== null) return { at: dash.offset, dash: true };
  const node = key ?? value;
  const at = (mark(start, "anchor") ?? mark(start, "tag") ?? node)?.offset ?? 0;
  if (node?.type === "error") return text[at] === "-" ? { at, dash: true } : null;
  if (node?.type === "block-seq") return at === node.offset ? { at, dash: true } : null;
  const oneLine = node?.type === "scalar" && !node.source.includes("\n") && mark(sep, "map-value-ind") !== null;
  return (oneLine || node?.type === "block-map") && mayBegin(node, text) ? { at, dash: false } : null;
}

/** Whether a plain scalar may begin so; if not, go-yaml complains of that. */
function mayBegin({ offset }: CST.Token, text: string): boolean {
  return !/[@`%,|>]/.test(text[offset] ?? "");
}

/** What stands behind an item on its line, or behind a document that cannot end there. */
export function behindFault(blocks: readonly Block[], at: number, source: Source): YamlFault | null {
  const block = blocks.findLast(({ type, indent }, i) => type === "block-map" || blocks[i - 1]?.indent !== indent);
  const { line, col } = source.lines.linePos(at);
  const before = source.text.slice(at - col + 1, at).trimEnd();
  if (block === undefined || line === 0 || before === "" || /(?:^|\s)[:?-]$|:$/.test(before)) return null;
  return parserFault(block.type === "block-map" ? NO_KEY : NO_DASH, at, source);
}

/** A key behind a list that is a whole document. */
export function endFault({ value, end }: CST.Document, source: Source): YamlFault | null {
  const key = value?.type === "block-seq" ? end?.find(({ type }) => KEYS.has(type)) : undefined;
  const isKey = key !== undefined && /^ *:/.test(source.text.slice(key.offset + key.source.length));
  return isKey ? parserFault(NO_DASH, key.offset, source) : null;
}

/** A second key on a line. */
function nestedFault({ sep, value }: Item, source: Source): YamlFault | null {
  if (value?.type !== "block-map" || mark(sep, "newline") !== null || !mayBegin(value, source.text)) return null;
  const [inner] = value.items;
  const question = mark(inner?.start, "explicit-key-ind");
  if (question !== null) return scannerFault("mapping keys are not allowed in this context", question.offset, source);
  const colon = mark(inner?.sep, "map-value-ind");
  return colon === null ? null : scannerFault(NO_VALUE, colon.offset, source, value.offset);
}

/** A key must be followed by ":" on its own line. */
function keyFault({ key, sep }: Item, first: boolean, block: Block, source: Source): YamlFault | null {
  const colon = mark(sep, "map-value-ind");
  if (key?.type !== "scalar" || (colon !== null && !key.source.includes("\n"))) return null;
  // Where only a key can stand it is missed as soon as the scalar ends; elsewhere the ":" is one too many.
  if (first)
    return colon === null || !mayBegin(key, source.text) ? null : scannerFault(NO_VALUE, colon.offset, source, key.offset);
  if (source.lines.linePos(key.offset).col - 1 !== block.indent || !mayBegin(key, source.text)) return null;
  let end = key.offset;
  for (const line of key.source.split(/(?<=\n)/)) {
    if (end > key.offset && line.trim() !== "" && line.search(/\S/) <= block.indent) break;
    end += line.length;
  }
  const rest = source.text.slice(end);
  const gap = (/^[ \t]*#/.test(rest) ? /^(?:\s|#.*)*/ : /^\s*/).exec(rest)?.[0].length ?? 0;
  return scannerFault("could not find expected ':'", end + gap, source, key.offset);
}

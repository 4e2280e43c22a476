/** What the `yaml` package takes by YAML 1.2, and go-yaml v2 refuses. */
import type { CST } from "yaml";
import { MAX_DEPTH } from "../limits.js";
import { type Block, behindFault, endFault, placeFault } from "./blocks.js";
import { CostFault, YamlFault } from "./fault.js";
import { bracketedFault, breakFault, escapeFault, nameFault, tagFault } from "./tokens.js";
import { parserFault, type Source, scannerFault } from "./words.js";

/**
 * The first thing in a document that go-yaml refuses; null: nothing here.
 *
 * @param source in which the document stands, its lines up to the document's end
 * @throws CostFault where lists and maps are nested too deep
 */
export function firstRefusal(document: CST.Document, source: Source): YamlFault | null {
  const walk = new Walk(source);
  walk.marks(document.start);
  walk.token(document.value);
  walk.marks(document.end);
  return walk.first ?? endFault(document, source);
}

const BLANK = new Set([" ", "\t"]);
const CONTENT = new Set<string>(["scalar", "single-quoted-scalar", "double-quoted-scalar", "flow-map-start", "flow-seq-start"]);
const BEFORE_KEY = new Set<string>(["anchor", "explicit-key-ind", "tag"]);

function colonOf(item: CST.CollectionItem | undefined): CST.SourceToken | undefined {
  return item?.sep?.find(({ type }) => type === "map-value-ind");
}

/** Through a document in the order of its text. */
class Walk {
  first: YamlFault | null = null;
  readonly #source: Source;
  /** Without brackets, that stand open. */
  readonly #blocks: Block[] = [];
  /** What closes the brackets that stand open. */
  readonly #brackets: ("]" | "}")[] = [];
  /** Where the last plain scalar ended. */
  #plainEnd = -1;

  constructor(source: Source) {
    this.#source = source;
  }

  token(token: CST.Token | null | undefined): void {
    if (token === null || token === undefined) return;
    if (token.type === "alias") this.#check(() => nameFault(token, this.#source));
    if (token.type === "double-quoted-scalar") this.#check(() => escapeFault(token, this.#source));
    if (token.type === "scalar") {
      this.#plainEnd = token.offset + token.source.length;
      this.#check(() => breakFault(token));
      if (this.#brackets.length > 0) this.#check(() => bracketedFault(token));
    }
    if ("items" in token) this.#collection(token);
    if ("end" in token) this.marks(token.end);
  }

  /** White space, anchors and tags. */
  marks(tokens: readonly CST.SourceToken[] | undefined): void {
    let before: CST.SourceToken | null = null;
    for (const token of tokens ?? []) {
      if (token.type === "anchor") this.#check(() => nameFault(token, this.#source));
      if (token.type === "tag") this.#check(() => tagFault(token));
      if (CONTENT.has(token.type)) this.#check(() => this.#behindFault(token.offset));
      if (token.type !== "space") before = token;
      else if (this.#brackets.length === 0 && token.source.includes("\t")) {
        const indents = before?.type === "seq-item-ind" || before?.type === "explicit-key-ind";
        this.#check(() => this.#tabFault(token, indents));
      }
    }
  }

  /** Something behind an item, where another may not begin. */
  #behindFault(at: number, from = at): YamlFault | null {
    const bracket = this.#brackets.at(-1);
    if (bracket === undefined) return behindFault(this.#blocks, at, this.#source);
    return parserFault(`did not find expected ',' or '${bracket}'`, at, this.#source, from);
  }

  #check(fault: () => YamlFault | null): void {
    this.first ??= fault();
  }

  #collection(token: Block | CST.FlowCollection): void {
    if (this.#blocks.length + this.#brackets.length >= MAX_DEPTH) throw new CostFault(`nested more than ${MAX_DEPTH} deep`);
    if (token.type === "flow-collection") this.#brackets.push(token.start.type === "flow-map-start" ? "}" : "]");
    else this.#blocks.push(token);
    token.items.forEach((item, i) => {
      this.marks(item.start);
      if (this.#brackets.length === 0) this.#check(() => placeFault(token.items, i, this.#blocks, this.#source));
      this.#pair(item);
    });
    if (token.type === "flow-collection") this.#brackets.pop();
    else this.#blocks.pop();
  }

  #pair(item: CST.CollectionItem): void {
    this.token(item.key);
    const colon = colonOf(item);
    if (colon !== undefined) this.#check(() => this.#colonFault(colon.offset, item));
    this.marks(item.sep);
    const { value } = item;
    // A map begins within brackets where something is missing before it.
    const second = value?.type === "block-map" && this.#brackets.length > 0 ? colonOf(value.items[0]) : undefined;
    if (second !== undefined) this.#check(() => this.#behindFault(second.offset, value?.offset));
    this.token(item.value);
  }

  /** A tab may stand between tokens, but not before the first one of a line nor, unlike spaces, behind "-" and "?". */
  #tabFault({ source, offset }: CST.SourceToken, indents: boolean): YamlFault | null {
    const tab = offset + source.indexOf("\t");
    let start = tab;
    while (start > 0 && BLANK.has(this.#source.text[start - 1] ?? "")) start--;
    if (!indents && start > 0 && this.#source.text[start - 1] !== "\n") return null;
    const behindPlain =
      this.#plainEnd >= 0 && this.#plainEnd <= offset && this.#source.text.slice(this.#plainEnd, offset).trim() === "";
    if (!behindPlain) return scannerFault("found character that cannot start any token", tab, this.#source);
    // Where the scalar may go on, it counts as its own.
    this.#plainEnd = offset + source.length;
    if (tab - start > (this.#blocks.at(-1)?.indent ?? -1)) return null;
    return scannerFault("found a tab character that violates indentation", tab, this.#source);
  }

  /** A key stands before ":", and white space behind it, unless the key is in quotes. */
  #colonFault(at: number, { key, start }: CST.CollectionItem): YamlFault | null {
    if (key === null && !start.some(({ type }) => BEFORE_KEY.has(type))) return this.#keyFault(at);
    const attached =
      this.#brackets.length > 0 && key?.type === "scalar" && this.#plainEnd === at && /\S/.test(this.#source.text[at + 1] ?? "");
    return attached ? new YamlFault("white space is needed behind ':'", at + 1, null) : null;
  }

  #keyFault(at: number): YamlFault {
    if (this.#brackets.length > 0) return parserFault("did not find expected node content", at, this.#source);
    const { col } = this.#source.lines.linePos(at);
    const begins = this.#source.text.slice(at - col + 1, at).trim() === "";
    if (begins) return parserFault("did not find expected key", at, this.#source);
    return scannerFault("mapping values are not allowed in this context", at, this.#source);
  }
}

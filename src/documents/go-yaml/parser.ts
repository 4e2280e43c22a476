/** Tokens into nodes, by the grammar of go-yaml v2 (parserc.go), which forgives other things than YAML 1.1 does. */
import type { Mark } from "./cursor.js";
import { CostFault, parserFault, YamlFault } from "./fault.js";
import type { ListNode, MapNode, ScalarNode, YamlNode } from "./nodes.js";
import { Scanner } from "./scanner.js";
import { Tags } from "./tags.js";
import type { Token, TokenType } from "./tokens.js";

export interface ParserLimits {
  readonly depth: number;
  /** Is told of each token; may throw. */
  readonly counted: (type: TokenType) => void;
}

export class Parser {
  readonly #scanner: Scanner;
  readonly #deepest: number;
  #depth = 0;
  #first = true;
  #tags = new Tags();
  #anchors = new Map<string, YamlNode>();

  constructor(text: string, limits: ParserLimits) {
    this.#scanner = new Scanner(text, limits.counted);
    this.#deepest = limits.depth;
  }

  /**
   * The next document; null: there is none. What follows it is not looked at until it is asked
   * for, so that whatever is wrong there goes unnoticed, as with go-yaml.
   *
   * @throws YamlFault
   */
  document(): YamlNode | null {
    while (!this.#first && this.#peek().type === "document-end") this.#scanner.skip();
    const begin = this.#peek();
    if (begin.type === "stream-end") return null;
    this.#tags = new Tags();
    this.#anchors = new Map();
    const bare = this.#first && !STARTS_DOCUMENT.has(begin.type);
    this.#first = false;
    this.#directives();
    const node = bare ? this.#node(true, false) : this.#explicitDocument();
    if (this.#peek().type === "document-end") this.#scanner.skip();
    return node;
  }

  #peek(): Token {
    return this.#scanner.peek();
  }
  /** Leaves a token behind, and looks at the next one. */
  #after(): Token {
    this.#scanner.skip();
    return this.#scanner.peek();
  }

  #directives(): void {
    for (let token = this.#peek(); this.#tags.read(token); token = this.#after());
  }

  #explicitDocument(): YamlNode {
    const start = this.#peek();
    if (start.type !== "document-start") throw parserFault("did not find expected <document start>", start.start);
    const content = this.#after();
    return ENDS_DOCUMENT.has(content.type) ? empty(content.start) : this.#node(true, false);
  }

  /** @param dashes whether the items of a list may stand there without being indented */
  #node(block: boolean, dashes: boolean): YamlNode {
    const first = this.#peek();
    if (first.type === "alias") return this.#alias(first);
    const { anchor, tag, start } = this.#properties(first);
    const token = this.#peek();
    const node = this.#content(token, block, dashes, start, tag);
    if (node === null && anchor === null && tag === "") {
      throw parserFault("did not find expected node content", token.start);
    }
    const whole = node ?? scalar(start, tag, tag === "");
    // Before what is inside, which may mean the whole.
    if (anchor !== null) this.#anchors.set(anchor, whole);
    return this.#filled(whole, token);
  }

  #alias(token: Token): YamlNode {
    this.#scanner.skip();
    const target = this.#anchors.get(token.value);
    if (target === undefined) throw new YamlFault(`unknown anchor '${token.value}' referenced`, token.start);
    return { kind: "alias", start: token.start, name: token.value, target };
  }

  /** An anchor and a tag, in either order. */
  #properties(first: Token): { anchor: string | null; tag: string; start: Mark } {
    let anchor: string | null = null;
    let tag: Token | null = null;
    for (let token = first; ; token = this.#after()) {
      if (token.type === "anchor" && anchor === null) anchor = token.value;
      else if (token.type === "tag" && tag === null) tag = token;
      else break;
    }
    return { anchor, tag: tag === null ? "" : this.#tags.full(tag), start: first.start };
  }

  /** The node that begins with the token, lists and maps still empty; null: none does. */
  #content(token: Token, block: boolean, dashes: boolean, start: Mark, tag: string): YamlNode | null {
    if (token.type === "scalar") {
      const implicit = (tag === "" && token.plain) || tag === "!";
      return { kind: "scalar", start, tag, value: token.value, implicit, block: token.block };
    }
    const list = token.type === "flow-sequence-start" || (block && token.type === "block-sequence-start");
    if (list || (dashes && token.type === "block-entry")) return { kind: "list", start, items: [] };
    const map = token.type === "flow-mapping-start" || (block && token.type === "block-mapping-start");
    return map ? { kind: "map", start, pairs: [] } : null;
  }

  #filled(node: YamlNode, token: Token): YamlNode {
    if (node.kind === "scalar" && token.type === "scalar") this.#scanner.skip();
    if (node.kind !== "list" && node.kind !== "map") return node;
    if (++this.#depth > this.#deepest) throw new CostFault(`nested more than ${this.#deepest} deep`);
    if (node.kind === "list") this.#list(node, token);
    else if (token.type === "flow-mapping-start") this.#flowMap(node);
    else this.#blockMap(node);
    this.#depth--;
    return node;
  }

  #list(list: ListNode, token: Token): void {
    if (token.type === "block-entry") this.#dashes(list);
    else if (token.type === "flow-sequence-start") this.#flowList(list);
    else this.#blockList(list);
  }

  #blockList(list: ListNode): void {
    let token = this.#after();
    while (token.type === "block-entry") {
      const next = this.#after();
      list.items.push(ENDS_ITEM.has(next.type) ? empty(token.end) : this.#node(true, false));
      token = this.#peek();
    }
    if (token.type !== "block-end") throw parserFault("did not find expected '-' indicator", token.start);
    this.#scanner.skip();
  }

  /** The items of a list that is not indented below its key. */
  #dashes(list: ListNode): void {
    for (let token = this.#peek(); token.type === "block-entry"; token = this.#peek()) {
      const next = this.#after();
      list.items.push(ENDS_DASHES.has(next.type) ? empty(token.end) : this.#node(true, false));
    }
  }

  #blockMap(map: MapNode): void {
    let token = this.#after();
    while (token.type === "key") {
      const key = this.#blockMapPart(token);
      const colon = this.#peek();
      map.pairs.push({ key, value: colon.type === "value" ? this.#blockMapPart(colon) : empty(colon.start) });
      token = this.#peek();
    }
    if (token.type !== "block-end") throw parserFault("did not find expected key", token.start);
    this.#scanner.skip();
  }

  /** What follows "?" or ":". */
  #blockMapPart(mark: Token): YamlNode {
    return ENDS_PART.has(this.#after().type) ? empty(mark.end) : this.#node(true, true);
  }

  #flowList(list: ListNode): void {
    let token = this.#after();
    for (let first = true; token.type !== "flow-sequence-end"; first = false) {
      if (!first) {
        if (token.type !== "flow-entry") throw parserFault("did not find expected ',' or ']'", token.start);
        token = this.#after();
        if (token.type === "flow-sequence-end") break;
      }
      list.items.push(token.type === "key" ? this.#onlyPair(token) : this.#node(false, false));
      token = this.#peek();
    }
    this.#scanner.skip();
  }

  /** A map of one pair without braces, as item of a list. */
  #onlyPair({ start }: Token): YamlNode {
    const begin = this.#after();
    const hasKey = !ENDS_FLOW_ITEM.has(begin.type) && begin.type !== "value";
    // go-yaml passes over the token that shows there is no key.
    if (!hasKey) this.#scanner.skip();
    const key = hasKey ? this.#node(false, false) : empty(begin.end);
    const value = this.#flowValue(ENDS_FLOW_ITEM);
    return { kind: "map", start, pairs: [{ key, value }] };
  }

  #flowMap(map: MapNode): void {
    let token = this.#after();
    for (let first = true; token.type !== "flow-mapping-end"; first = false) {
      if (!first) {
        if (token.type !== "flow-entry") throw parserFault("did not find expected ',' or '}'", token.start);
        token = this.#after();
        if (token.type === "flow-mapping-end") break;
      }
      map.pairs.push(token.type === "key" ? this.#flowPair() : this.#loneKey());
      token = this.#peek();
    }
    this.#scanner.skip();
  }

  #flowPair(): MapNode["pairs"][number] {
    const begin = this.#after();
    const hasKey = !ENDS_FLOW_PAIR.has(begin.type) && begin.type !== "value";
    const key = hasKey ? this.#node(false, false) : empty(begin.start);
    return { key, value: this.#flowValue(ENDS_FLOW_PAIR) };
  }

  #loneKey(): MapNode["pairs"][number] {
    const key = this.#node(false, false);
    return { key, value: empty(this.#peek().start) };
  }

  #flowValue(ends: ReadonlySet<TokenType>): YamlNode {
    const colon = this.#peek();
    if (colon.type !== "value") return empty(colon.start);
    const token = this.#after();
    return ends.has(token.type) ? empty(token.start) : this.#node(false, false);
  }
}

const STARTS_DOCUMENT: ReadonlySet<TokenType> = new Set(["version-directive", "tag-directive", "document-start"]);
const ENDS_DOCUMENT: ReadonlySet<TokenType> = new Set([...STARTS_DOCUMENT, "document-end", "stream-end"]);
const ENDS_ITEM: ReadonlySet<TokenType> = new Set(["block-entry", "block-end"]);
const ENDS_PART: ReadonlySet<TokenType> = new Set(["key", "value", "block-end"]);
const ENDS_DASHES: ReadonlySet<TokenType> = new Set(["block-entry", ...ENDS_PART]);
const ENDS_FLOW_ITEM: ReadonlySet<TokenType> = new Set(["flow-entry", "flow-sequence-end"]);
const ENDS_FLOW_PAIR: ReadonlySet<TokenType> = new Set(["flow-entry", "flow-mapping-end"]);

function scalar(start: Mark, tag: string, implicit: boolean): ScalarNode {
  return { kind: "scalar", start, tag, value: "", implicit, block: null };
}

function empty(mark: Mark): ScalarNode {
  return scalar(mark, "", true);
}

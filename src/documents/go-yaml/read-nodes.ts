/** Nodes of the `yaml` package, with the anchors as go-yaml follows them. */
import { isAlias, isCollection, isMap, isScalar, type Scalar, type YAMLMap, type YAMLSeq } from "yaml";
import { YamlFault } from "./fault.js";
import type { ListNode, MapNode, ScalarNode, YamlNode } from "./nodes.js";

/**
 * @param node what a document contains
 * @param end of the document, where nothing stands if nothing does
 * @throws YamlFault for an alias of nothing that stands before it
 */
export function readNodes(node: unknown, end: number): YamlNode {
  return new Nodes().read(node, end);
}

class Nodes {
  readonly #anchors = new Map<string, YamlNode>();

  /** @param empty where nothing stands, if nothing does */
  read(node: unknown, empty: number): YamlNode {
    if (isAlias(node)) return this.#alias(node.source, node.range?.[0] ?? empty);
    if (isScalar(node)) return this.#anchored(node.anchor, scalar(node, empty));
    if (!isCollection(node)) return { kind: "scalar", start: empty, value: "", tag: "", implicit: true, block: false };
    const start = node.range?.[0] ?? empty;
    if (isMap(node)) return this.#map(node, this.#anchored(node.anchor, { kind: "map", start, pairs: [] }));
    return this.#list(node as YAMLSeq, this.#anchored(node.anchor, { kind: "list", start, items: [] })); // there are two kinds
  }

  /** Before what is inside, which may mean the whole. */
  #anchored<T extends YamlNode>(anchor: string | undefined, node: T): T {
    if (anchor !== undefined) this.#anchors.set(anchor, node);
    return node;
  }

  #alias(name: string, start: number): YamlNode {
    const target = this.#anchors.get(name);
    if (target === undefined) throw new YamlFault(`unknown anchor '${name}' referenced`, start);
    return { kind: "alias", start, name, target };
  }

  #map(map: YAMLMap, into: MapNode): MapNode {
    for (const pair of map.items) {
      const key = this.read(pair.key, into.start);
      into.pairs.push({ key, value: this.read(pair.value, key.start) });
    }
    return into;
  }

  #list(list: YAMLSeq, into: ListNode): ListNode {
    for (const item of list.items) into.items.push(this.read(item, into.start));
    return into;
  }
}

function scalar(node: Scalar, empty: number): ScalarNode {
  const { tag = "", type, range } = node;
  return {
    kind: "scalar",
    start: range?.[0] ?? empty,
    value: String(node.value),
    tag,
    implicit: (tag === "" && type === "PLAIN") || tag === "!",
    block: type === "BLOCK_LITERAL" || type === "BLOCK_FOLDED",
  };
}

/** Nodes into plain data, as go-yaml v2 (decode.go) and then sigs.k8s.io/yaml, which needs what JSON can say. */
import { CostFault, YamlFault } from "./fault.js";
import { goFloat, goSyntax } from "./go-syntax.js";
import { type Entry, floatKey, postpone, say, type Unsayable } from "./json.js";
import type { AliasNode, MapNode, ScalarNode, YamlNode } from "./nodes.js";
import { isUnsigned, resolveScalar } from "./resolve.js";
import { Tally } from "./tally.js";

export interface Decoded {
  /** Plain data; whole numbers that a double cannot hold are bigints. */
  readonly value: unknown;
  /** Of each map the pairs that count, by key. */
  readonly entries: ReadonlyMap<MapNode, ReadonlyMap<string, Entry>>;
  /** Of each map the keys that stand in it again. */
  readonly repeated: ReadonlyMap<MapNode, readonly string[]>;
}

/** @param deepest nesting, aliases followed. @throws YamlFault, CostFault */
export function decode(root: YamlNode, deepest: number): Decoded {
  return new Decoder(deepest).decode(root);
}

/** As its own property, whatever its name. */
function put(into: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== "__proto__") into[name] = value;
  else Object.defineProperty(into, name, { value, enumerable: true, configurable: true, writable: true });
}

const MERGE = "tag:yaml.org,2002:merge";

class Decoder {
  readonly #entries = new Map<MapNode, Map<string, Entry>>();
  readonly #repeated = new Map<MapNode, string[]>();
  /** Aliases whose meaning is being decoded. */
  readonly #open = new Set<AliasNode>();
  /** Keys that JSON cannot say, and values. What a repeated key overwrites may well be one. */
  readonly #badKeys: Unsayable = new Map();
  readonly #badValues: Unsayable = new Map();
  readonly #tally = new Tally();
  readonly #deepest: number;
  #depth = 0;

  constructor(deepest: number) {
    this.#deepest = deepest;
  }

  decode(root: YamlNode): Decoded {
    const value = this.#value(root);
    // go-yaml has nothing against them, so that its own complaints come first.
    for (const bad of [this.#badKeys, this.#badValues]) if (bad.size > 0) say(root, this.#entries, bad);
    return { value, entries: this.#entries, repeated: this.#repeated };
  }

  #value(node: YamlNode): unknown {
    this.#tally.count(this.#open.size > 0);
    if (node.kind === "scalar") return this.#scalar(node);
    if (node.kind === "alias") return this.#through(node, (target) => this.#value(target));
    if (++this.#depth > this.#deepest) throw new CostFault(`nested more than ${this.#deepest} deep`);
    const value = node.kind === "list" ? node.items.map((item) => this.#value(item)) : this.#map(node);
    this.#depth--;
    return value;
  }

  #map(node: MapNode): object {
    const into: Record<string, unknown> = {};
    const entries = new Map<string, Entry>();
    this.#entries.set(node, entries);
    this.#fill(node, into, entries);
    return into;
  }

  #scalar(node: ScalarNode): unknown {
    const { value } = resolveScalar(node);
    if (typeof value === "number" && !Number.isFinite(value))
      postpone(this.#badValues, node, `json: unsupported value: ${goFloat(value)}`);
    return value;
  }

  #fill(node: MapNode, into: Record<string, unknown>, entries: Map<string, Entry>): void {
    const repeated: string[] = [];
    const seen = new Set<string>();
    for (const { key, value } of node.pairs) {
      if (isMerge(key)) {
        this.#merge(value, into, entries);
        continue;
      }
      const name = this.#key(key, value);
      if (seen.has(name)) repeated.push(name);
      seen.add(name);
      entries.set(name, { key, value });
      put(into, name, this.#value(value));
    }
    if (repeated.length > 0) this.#repeated.set(node, repeated);
  }

  /** What is merged in counts over what stood before it, and less than what follows. */
  #merge(node: YamlNode, into: Record<string, unknown>, entries: Map<string, Entry>): void {
    const sources = node.kind === "list" ? node.items.toReversed() : [node];
    for (const source of sources) this.#mergeMap(source, into, entries);
  }

  #mergeMap(node: YamlNode, into: Record<string, unknown>, entries: Map<string, Entry>): void {
    const map = node.kind === "alias" ? node.target : node;
    if (map.kind !== "map") throw new YamlFault("map merge requires map or sequence of maps as the value", node.start);
    this.#tally.count(this.#open.size > 0);
    if (node.kind !== "alias") this.#fill(map, into, entries);
    else {
      this.#through(node, () => {
        this.#tally.count(this.#open.size > 0);
        this.#fill(map, into, entries);
      });
    }
  }

  #through<T>(alias: AliasNode, body: (target: YamlNode) => T): T {
    if (this.#open.has(alias)) throw new YamlFault(`anchor '${alias.name}' value contains itself`, alias.start);
    this.#open.add(alias);
    const result = body(alias.target);
    this.#open.delete(alias);
    return result;
  }

  /** A key as sigs.k8s.io/yaml makes it a text. */
  #key(node: YamlNode, value: YamlNode): string {
    this.#tally.count(this.#open.size > 0);
    const target = node.kind === "alias" ? this.#through(node, (meant) => meant) : node;
    if (node.kind === "alias") this.#tally.count(this.#open.size > 0);
    if (target.kind !== "scalar") {
      throw new YamlFault(`invalid map key: ${goSyntax(this.#value(target))}`, node.start);
    }
    const key = resolveScalar(target);
    if (key.type === "null" || (key.type === "int" && isUnsigned(key.value))) {
      const type = key.type === "null" ? "%!s(<nil>)" : "uint64";
      const shown = `key: ${key.type === "null" ? "<nil>" : `0x${key.value.toString(16)}`}, value: ${goSyntax(this.#value(value))}`;
      postpone(this.#badKeys, node, `unsupported map key of type: ${type}, ${shown}`);
    }
    return key.type === "float" ? floatKey(key.value) : String(key.value);
  }
}

function isMerge(key: YamlNode): boolean {
  return key.kind === "scalar" && key.value === "<<" && (key.implicit || key.tag === MERGE);
}

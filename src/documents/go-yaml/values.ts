/** Nodes into plain data, as go-yaml v2 (decode.go) and then sigs.k8s.io/yaml, which needs what JSON can say. */
import { CostFault, YamlFault } from "./fault.js";
import { goFloat, goSyntax } from "./go-syntax.js";
import type { AliasNode, MapNode, ScalarNode, YamlNode } from "./nodes.js";
import { isUnsigned, resolveScalar } from "./resolve.js";

/** A pair that counts in a map, merged ones included. */
export interface Entry {
  readonly key: YamlNode;
  readonly value: YamlNode;
}

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

type Faults = Map<YamlNode, YamlFault>;

function refuse(faults: Faults, node: YamlNode, problem: string): void {
  faults.set(node, new YamlFault(problem, node.start, problem));
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
  readonly #badKeys: Faults = new Map();
  readonly #badValues: Faults = new Map();
  // The document counts as one.
  #count = 1;
  #aliased = 0;
  readonly #deepest: number;
  #depth = 0;

  constructor(deepest: number) {
    this.#deepest = deepest;
  }

  decode(root: YamlNode): Decoded {
    const value = this.#value(root);
    // go-yaml has nothing against them, so that its own complaints come first.
    for (const bad of [this.#badKeys, this.#badValues]) if (bad.size > 0) this.#say(root, bad, new Set());
    return { value, entries: this.#entries, repeated: this.#repeated };
  }

  #value(node: YamlNode): unknown {
    this.#tally();
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
      refuse(this.#badValues, node, `json: unsupported value: ${goFloat(value)}`);
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
    this.#tally();
    if (node.kind !== "alias") this.#fill(map, into, entries);
    else {
      this.#through(node, () => {
        this.#tally();
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
    this.#tally();
    const target = node.kind === "alias" ? this.#through(node, (meant) => meant) : node;
    if (node.kind === "alias") this.#tally();
    if (target.kind !== "scalar") {
      throw new YamlFault(`invalid map key: ${goSyntax(this.#value(target))}`, node.start);
    }
    const key = resolveScalar(target);
    if (key.type === "null" || (key.type === "int" && isUnsigned(key.value))) {
      const type = key.type === "null" ? "%!s(<nil>)" : "uint64";
      const shown = `key: ${key.type === "null" ? "<nil>" : `0x${key.value.toString(16)}`}, value: ${goSyntax(this.#value(value))}`;
      refuse(this.#badKeys, node, `unsupported map key of type: ${type}, ${shown}`);
    }
    return key.type === "float" ? floatKey(key.value) : String(key.value);
  }

  /** @throws YamlFault for what is left at the end and JSON cannot say */
  #say(node: YamlNode, bad: Faults, said: Set<YamlNode>): void {
    const fault = bad.get(node);
    if (fault !== undefined) throw fault;
    if (said.has(node)) return;
    said.add(node);
    if (node.kind === "alias") this.#say(node.target, bad, said);
    else if (node.kind === "list") for (const item of node.items) this.#say(item, bad, said);
    else if (node.kind === "map") {
      // In the order in which json would say them.
      const entries = [...(this.#entries.get(node) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
      for (const [, { key, value }] of entries) {
        this.#say(key, bad, said);
        this.#say(value, bad, said);
      }
    }
  }

  /** Bombs are refused by go-yaml's own measure: the share of what aliases repeat. */
  #tally(): void {
    this.#count++;
    if (this.#open.size > 0) this.#aliased++;
    if (this.#aliased > 100 && this.#count > 1000 && this.#aliased / this.#count > allowedShare(this.#count)) {
      throw new YamlFault("document contains excessive aliasing");
    }
  }
}

/** Falls from 99% at 400,000 steps to 10% at 4,000,000. */
function allowedShare(count: number): number {
  return 0.99 - 0.89 * Math.min(1, Math.max(0, (count - 400_000) / 3_600_000));
}

function isMerge(key: YamlNode): boolean {
  return key.kind === "scalar" && key.value === "<<" && (key.implicit || key.tag === MERGE);
}

function floatKey(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  const single = Math.fround(value);
  if (!Number.isFinite(single)) return single > 0 ? ".inf" : "-.inf";
  return goFloat(single, true);
}

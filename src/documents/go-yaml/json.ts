/** What JSON, through which sigs.k8s.io/yaml reads YAML, makes of values and cannot say. */
import { YamlFault } from "./fault.js";
import { goFloat } from "./go-syntax.js";
import type { MapNode, YamlNode } from "./nodes.js";

/** A pair that counts in a map, merged ones included. */
export interface Entry {
  readonly key: YamlNode;
  readonly value: YamlNode;
}

/** Nodes that JSON cannot say, and why. What a repeated key overwrites may well be one. */
export type Unsayable = Map<YamlNode, YamlFault>;

export function postpone(bad: Unsayable, node: YamlNode, problem: string): void {
  bad.set(node, new YamlFault(problem, node.start, problem));
}

/**
 * Refuses the first bad node that counts, in the order in which encoding/json would come to it.
 *
 * @param entries of each map those that count
 * @throws YamlFault
 */
export function say(
  node: YamlNode,
  entries: ReadonlyMap<MapNode, ReadonlyMap<string, Entry>>,
  bad: Unsayable,
  said = new Set<YamlNode>(),
): void {
  const fault = bad.get(node);
  if (fault !== undefined) throw fault;
  if (said.has(node)) return;
  said.add(node);
  if (node.kind === "alias") say(node.target, entries, bad, said);
  else if (node.kind === "list") for (const item of node.items) say(item, entries, bad, said);
  else if (node.kind === "map") {
    for (const [, { key, value }] of [...(entries.get(node) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1))) {
      say(key, entries, bad, said);
      say(value, entries, bad, said);
    }
  }
}

/** A number as the text of a key: of single precision. */
export function floatKey(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  const single = Math.fround(value);
  if (!Number.isFinite(single)) return single > 0 ? ".inf" : "-.inf";
  return goFloat(single, true);
}

/** What is known of a cluster, read once for each view of it. */
import type { ClusterView } from "../../cluster/types.js";
import { within } from "../../door.js";
import { MigError, type Path, pathText } from "../../error.js";
import { type ReadNode, readNodeGpus } from "../../gpu/read-node.js";
import { resolveModel } from "../../model/define.js";
import { show } from "../../model/quote.js";
import type { GpuModel } from "../../model/types.js";

export interface ReadCluster {
  /** Whether anything is: without it no rule speaks of nodes. */
  readonly isKnown: boolean;
  readonly nodes: readonly ReadNode[];
  /** One node for all that differ in name and labels alone: 5,000 nodes are of few kinds. */
  readonly kinds: readonly ReadNode[];
  readonly kindOf: ReadonlyMap<ReadNode, ReadNode>;
  readonly possible: readonly GpuModel[];
  /** Of the nodes and those that may join, each once. */
  readonly models: readonly GpuModel[];
}

/** More nodes than Kubernetes supports in one cluster. */
const MAX_NODES = 20_000;

/** A view that no one changes is read once. */
const known = new WeakMap<object, { readonly cluster: ReadCluster; readonly lists: Lists }>();

interface Lists {
  readonly nodes: unknown;
  readonly size: number;
  readonly possible: unknown;
}

/** @throws MigError INVALID_INPUT for what is no view; as `readNodeGpus` for its nodes, with the path */
export function readCluster(view: ClusterView): ReadCluster {
  if (typeof view !== "object" || view === null)
    throw new MigError("INVALID_INPUT", `cluster: { nodes } is needed, not ${show(view)}`, { path: ["cluster"] });
  const { nodes, possible } = view;
  const lists = { nodes, size: Array.isArray(nodes) ? nodes.length : 0, possible };
  const before = known.get(view);
  if (before !== undefined && isSame(before.lists, lists)) return before.cluster;
  const cluster = read(
    listAt(nodes, ["cluster", "nodes"]).map((node, i) => within(["cluster", "nodes", i], () => readNodeGpus(node))),
    listAt(possible ?? [], ["cluster", "possible"]).map((ref, i) => within(["cluster", "possible", i], () => resolveModel(ref))),
  );
  known.set(view, { cluster, lists });
  return cluster;
}

function isSame(a: Lists, b: Lists): boolean {
  return a.nodes === b.nodes && a.size === b.size && a.possible === b.possible;
}

function listAt<T>(value: readonly T[], path: Path): readonly T[] {
  if (Array.isArray(value) && value.length <= MAX_NODES) return Array.from(value);
  throw new MigError("INVALID_INPUT", `${pathText(path)}a list of at most ${MAX_NODES} is needed, not ${show(value)}`, { path });
}

function read(nodes: readonly ReadNode[], joining: readonly GpuModel[]): ReadCluster {
  const possible = [...new Set(joining)];
  const byLooks = new Map<string, ReadNode>();
  const numbers = new Map<GpuModel, number>();
  const kindOf = new Map<ReadNode, ReadNode>();
  for (const node of nodes) {
    const looks = looksOf(node, numbers);
    const kind = byLooks.get(looks) ?? node;
    byLooks.set(looks, kind);
    kindOf.set(node, kind);
  }
  const kinds = [...byLooks.values()];
  const models = [...new Set([...modelsOf(kinds), ...possible])];
  return { isKnown: nodes.length + models.length > 0, nodes, kinds, kindOf, possible, models };
}

/** All that a rule can tell two nodes apart by, but for their names and labels. */
function looksOf({ strategy, gpus, instances, allocatable }: ReadNode, numbers: Map<GpuModel, number>): string {
  const boards = gpus.map(({ model, name, mig }) => [model === null ? null : numberOf(model, numbers), name, mig !== null]);
  return JSON.stringify([strategy, boards, instances, allocatable]);
}

function numberOf(model: GpuModel, numbers: Map<GpuModel, number>): number {
  const number = numbers.get(model) ?? numbers.size;
  numbers.set(model, number);
  return number;
}

/** The models of nodes, each once, in the order of the nodes. */
export function modelsOf(nodes: readonly ReadNode[]): readonly GpuModel[] {
  return [...new Set(nodes.flatMap(({ gpus }) => gpus.flatMap(({ model }) => model ?? [])))];
}

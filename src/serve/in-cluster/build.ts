import type { ClusterView } from "../../cluster/types.js";
import { clusterView } from "../../cluster/view.js";
import { MigError } from "../../error.js";
import { migConfigIn } from "../../operator/index.js";
import { fieldsOf } from "../fields.js";
import type { Listed } from "./follow.js";

interface Objects {
  readonly nodes: readonly Listed[];
  readonly pods: readonly Listed[];
  readonly resourceSlices: readonly Listed[];
  readonly configMaps: readonly Listed[];
}

/** A view, and the names of the objects that could not be part of it. */
interface Built {
  readonly view: ClusterView;
  readonly leftOut: readonly string[];
}

/** A view of what can be read: one label that nobody can make sense of must not blind it for all other nodes. */
export function buildView({ nodes, pods, resourceSlices, configMaps }: Objects): Built {
  const bound = pods.filter(({ spec }) => spec !== undefined);
  const config = configMaps.map((configMap) => attempt(() => migConfigIn(configMap))?.text).find((text) => text !== undefined);
  const migConfig = config === undefined ? {} : { migConfig: config };
  const whole = attempt(() => clusterView({ nodes, pods: bound, resourceSlices, ...migConfig }));
  if (whole !== null) return { view: whole, leftOut: [] };
  const pools = poolsOf(resourceSlices);
  const [readableNodes, oddNodes] = parted(nodes, (node) => attempt(() => clusterView({ nodes: [node] })) !== null);
  const [readablePods, oddPods] = parted(bound, (pod) => attempt(() => clusterView({ nodes: [], pods: [pod] })) !== null);
  const [readablePools, oddPools] = parted(
    pools,
    ([, slices]) => attempt(() => clusterView({ nodes: [], resourceSlices: slices })) !== null,
  );
  const readable = { nodes: readableNodes, pods: readablePods, ...migConfig };
  const readableSlices = readablePools.flatMap(([, slices]) => slices);
  return {
    // Pools that are readable one by one may still contradict each other.
    view: attempt(() => clusterView({ ...readable, resourceSlices: readableSlices })) ?? clusterView(readable),
    leftOut: [
      ...oddNodes.map(({ metadata }) => `node ${metadata.name}`),
      ...oddPods.map(({ metadata }) => `pod ${metadata.namespace}/${metadata.name}`),
      ...oddPools.map(([pool]) => `ResourceSlices of pool ${pool}`),
    ],
  };
}

/** A pool is read whole or not at all. */
function poolsOf(slices: readonly Listed[]): readonly (readonly [string, readonly Listed[]])[] {
  const pools = new Map<string, Listed[]>();
  for (const slice of slices) {
    const pool = String(fieldsOf(fieldsOf(slice.spec).pool).name);
    pools.set(pool, [...(pools.get(pool) ?? []), slice]);
  }
  return [...pools];
}

function parted<Item>(items: readonly Item[], isReadable: (item: Item) => boolean): readonly [readonly Item[], readonly Item[]] {
  const readable = new Set(items.filter(isReadable));
  return [[...readable], items.filter((item) => !readable.has(item))];
}

function attempt<Value>(read: () => Value): Value | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof MigError) return null;
    throw error;
  }
}

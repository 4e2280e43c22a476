/** The GPUs of nodes, read once for all that are alike: a cluster has few kinds of node in few states. */
import type { NodeGpu, NodeGpus } from "../gpu/node.js";
import { type ReadGpu, readNodeGpus } from "../gpu/read-node.js";

export interface KnownGpus {
  /** Equal for GPUs of equal models in equal states, whatever their UUIDs. */
  readonly key: string;
  readonly gpus: readonly ReadGpu[];
}

/** Of GPUs that no one can change: one view answers many pods. */
const lasting = new WeakMap<NodeGpus["gpus"], { readonly driver: number | undefined; readonly known: KnownGpus }>();
const modelIds = new WeakMap<object, number>();
let ids = 0;

export class GpuReader {
  readonly #alike = new Map<string, KnownGpus>();

  /** @throws MigError as `readNodeGpus` */
  read(node: NodeGpus): KnownGpus {
    const { gpus, driver } = node;
    const before = lasting.get(gpus);
    if (before !== undefined && before.driver === driver) return before.known;
    const key = keyOf(node);
    const known = this.#alike.get(key ?? "") ?? { key: key ?? `odd ${ids++}`, gpus: readNodeGpus(node).gpus };
    if (key === null) return known;
    this.#alike.set(key, known);
    if (Object.isFrozen(gpus)) lasting.set(gpus, { driver, known });
    return known;
  }
}

/** null: something in it is not what it should be, and must be refused by whoever reads it. */
function keyOf({ gpus, driver }: NodeGpus): string | null {
  if (!Array.isArray(gpus)) return null;
  const keys = gpus.map((gpu: unknown) => (typeof gpu === "object" && gpu !== null ? gpuKey(gpu as NodeGpu) : null)); // each field is looked at there
  return keys.includes(null) ? null : JSON.stringify([driver ?? null, ...keys]);
}

function gpuKey({ model, migCapable, uuid, mig }: NodeGpu): string | null {
  if (uuid !== undefined && typeof uuid !== "string") return null;
  const name = typeof model === "string" ? model : typeof model === "object" && model !== null ? idOf(model) : null;
  if (name === null) return null;
  if (mig === undefined) return JSON.stringify([name, migCapable !== false]);
  if (!Array.isArray(mig)) return null;
  const places = mig.map((each: (typeof mig)[number]) => {
    if (typeof each === "string") return each;
    if (typeof each !== "object" || each === null) return null;
    const { profile, start, size = null, inUse = false } = each;
    const isPlain = typeof profile === "string" && typeof start === "number" && (size === null || typeof size === "number");
    return isPlain ? [profile, start, size, inUse === true] : null;
  });
  return places.includes(null) ? null : JSON.stringify([name, migCapable !== false, places]);
}

function idOf(model: object): number {
  const id = modelIds.get(model) ?? ids++;
  modelIds.set(model, id);
  return id;
}

/** What a node holds, read at the door of every module that speaks of nodes. */
import { within } from "../door.js";
import { MigError, type Path, pathText } from "../error.js";
import { gpuModel } from "../model/catalogue.js";
import { resolveModel } from "../model/define.js";
import { show } from "../model/quote.js";
import type { Demand, GpuModel } from "../model/types.js";
import type { MigStrategy, NodeGpu, NodeGpus } from "./node.js";
import { listOf } from "./read-placement.js";
import { askAbout, readRunning } from "./running.js";
import type { Placement, PlacementInput } from "./types.js";
import { vocabularyOf } from "./vocabulary.js";

/** A node with everything looked up and checked. */
export interface ReadNode {
  readonly name: string;
  readonly strategy: MigStrategy | null;
  readonly driver: number | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly gpus: readonly ReadGpu[];
  readonly instances: Demand;
  readonly allocatable: Demand;
  readonly allocated: Demand;
}

export interface ReadGpu {
  /** As nvidia-smi counts. */
  readonly index: number;
  /** As the node's driver knows it; null: a GPU without MIG. */
  readonly model: GpuModel | null;
  /** What the model or the board is called. */
  readonly name: string;
  readonly uuid: string | null;
  /** null: MIG mode is off, or not known; empty: on, and no instances. */
  readonly mig: readonly ReadInstance[] | null;
}

export interface ReadInstance {
  readonly placement: Placement;
  readonly inUse: boolean;
  readonly uuid: string | null;
}

const STRATEGIES: readonly unknown[] = ["none", "single", "mixed"];
/** More GPUs than any node has. */
const MAX_GPUS = 64;

/**
 * Reads a node: models by name (narrowed to the node's driver branch) or as objects, layouts
 * checked to be possible.
 *
 * @throws MigError INVALID_INPUT, UNKNOWN_MODEL, UNKNOWN_PROFILE, INVALID_LAYOUT, with the path into the node
 */
export function readNodeGpus(node: NodeGpus): ReadNode {
  if (typeof node !== "object" || node === null) throw invalid([], `a node is needed: { name, gpus }, not ${show(node)}`);
  const { name, strategy, driver, gpus } = node;
  if (typeof name !== "string") throw invalid(["name"], `a name is needed, not ${show(name)}`);
  if (strategy !== undefined && !STRATEGIES.includes(strategy))
    throw invalid(["strategy"], `none, single or mixed is needed, not ${show(strategy)}`);
  if (gpus === undefined || listOf(gpus, ["gpus"]).length > MAX_GPUS)
    throw invalid(["gpus"], `a list of at most ${MAX_GPUS} GPUs is needed`);
  return {
    name,
    strategy: strategy ?? null,
    driver: driver ?? null,
    labels: textsOf(node.labels),
    gpus: Array.from(gpus, (gpu, index) => readGpu(gpu, index, driver)),
    instances: readCounts(node.instances, "instances"),
    allocatable: readCounts(node.allocatable, "allocatable"),
    allocated: readCounts(node.allocated, "allocated"),
  };
}

function readGpu(gpu: NodeGpu, index: number, driver: number | undefined): ReadGpu {
  const path: Path = ["gpus", index];
  if (typeof gpu !== "object" || gpu === null) throw invalid(path, `a GPU is needed: { model }, not ${show(gpu)}`);
  const { model: ref, uuid, migCapable, mig } = gpu;
  if (uuid !== undefined && typeof uuid !== "string") throw invalid([...path, "uuid"], `a text is needed, not ${show(uuid)}`);
  const common = { index, uuid: uuid ?? null };
  if (migCapable === false) return { ...common, model: null, name: boardName(ref, [...path, "model"]), mig: null };
  const known = within(path, () => resolveModel(ref));
  // A driver that does not know the model is a fault of the node's driver, and said to stand there.
  const model = typeof ref === "string" && driver !== undefined ? gpuModel(ref, { driver }) : known;
  const name = typeof ref === "string" ? ref : model.name;
  return { ...common, model, name, mig: mig === undefined ? null : readInstances(model, mig, path) };
}

/** Of a GPU without MIG, which need be no model that is known. */
function boardName(ref: unknown, path: Path): string {
  if (typeof ref === "string") return ref;
  if (typeof ref === "object" && ref !== null && "name" in ref && typeof ref.name === "string") return ref.name;
  throw invalid(path, `a name is needed, such as "Tesla T4", not ${show(ref)}`);
}

function readInstances(model: GpuModel, mig: NonNullable<NodeGpu["mig"]>, path: Path): readonly ReadInstance[] {
  return within(path, () => {
    const words = vocabularyOf(model);
    const running = readRunning(words, mig as readonly PlacementInput[], "mig");
    askAbout(words, running);
    return running.placements.map((placement, i) => {
      const input = mig[i];
      const { inUse = false, uuid = null } = typeof input === "object" ? input : {};
      return { placement, inUse: inUse === true, uuid: typeof uuid === "string" ? uuid : null };
    });
  });
}

function textsOf(labels: unknown): Readonly<Record<string, string>> {
  if (labels === undefined) return {};
  if (typeof labels !== "object" || labels === null)
    throw invalid(["labels"], `an object of texts is needed, not ${show(labels)}`);
  const entries = Object.entries(labels);
  const odd = entries.find(([, value]) => typeof value !== "string");
  if (odd !== undefined) throw invalid(["labels", odd[0]], `a text is needed, not ${show(odd[1])}`);
  return Object.fromEntries(entries);
}

/** Counts of a node by name, checked: whole numbers from 0. @throws MigError INVALID_INPUT */
export function readCounts(counts: unknown, name: string): Demand {
  if (counts === undefined) return {};
  if (typeof counts !== "object" || counts === null) throw invalid([name], `an object of counts is needed, not ${show(counts)}`);
  const entries = Object.entries(counts);
  const odd = entries.find(([, count]) => !Number.isSafeInteger(count) || count < 0);
  if (odd !== undefined) throw invalid([name, odd[0]], `a whole number from 0 is needed, not ${show(odd[1])}`);
  return Object.fromEntries(entries);
}

function invalid(path: Path, message: string): MigError {
  return new MigError("INVALID_INPUT", `${pathText(path)}${message}`, { path });
}

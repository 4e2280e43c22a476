/** Where configs are judged: the nodes that are given, or one imagined for each built-in board. */
import { within } from "../door.js";
import type { MigStrategy, NodeGpus } from "../gpu/node.js";
import { type ReadGpu, readNodeGpus } from "../gpu/read-node.js";
import { gpuModels } from "../model/catalogue.js";
import { boardsOf } from "./gpus.js";
import { nodesOf } from "./read-nodes.js";
import type { MigConfigEntry } from "./types.js";

export interface Place {
  /** "node gpu-1", or the name of a model. */
  readonly name: string;
  readonly strategy: MigStrategy | null;
  readonly gpus: readonly PlacedGpu[];
}

export interface PlacedGpu {
  readonly gpu: ReadGpu;
  readonly boards: readonly string[];
}

/** The nodes with GPUs. @throws MigError as `readNodeGpus`, with the path into `nodes` */
export function realPlaces(nodes: readonly NodeGpus[] | undefined): readonly Place[] {
  return nodesOf(nodes)
    .map((node, i) => within(["nodes", i], () => readNodeGpus(node)))
    .filter(({ gpus }) => gpus.length > 0)
    .map(({ name, strategy, gpus }) => ({
      name: `node ${name}`,
      strategy,
      gpus: gpus.map((gpu) => ({ gpu, boards: boardsOf(gpu) })),
    }));
}

/** No built node has more GPUs; what is said of further ones is not judged without a node. */
const MOST_IMAGINED = 16;

/** Of each number of GPUs, since every config of a file asks for them. */
const imagined = new Map<number, readonly Place[]>();

/** For each board of each built-in model a node of as many as the entries count up to. */
export function imaginedPlaces(entries: readonly MigConfigEntry[]): readonly Place[] {
  const named = entries.flatMap(({ devices }) => (devices === "all" ? [] : devices)).filter((index) => index < MOST_IMAGINED);
  const count = named.reduce((most, index) => Math.max(most, index + 1), 1);
  const places = imagined.get(count) ?? placesOf(count);
  imagined.set(count, places);
  return places;
}

function placesOf(count: number): readonly Place[] {
  const boards = gpuModels().flatMap((model) => model.pciDeviceIds.map((board) => ({ model, boards: [board] })));
  return boards.map(({ model, boards }) => ({
    name: model.name,
    strategy: null,
    gpus: Array.from({ length: count }, (_, index) => ({
      gpu: { index, model, name: model.name, uuid: null, mig: null },
      boards,
    })),
  }));
}

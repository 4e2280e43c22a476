/** `nvidia-mig-parted export`: cmd/nvidia-mig-parted/export/config.go. */
import { atTheDoor } from "../door.js";
import { MigError, type Path, pathText } from "../error.js";
import type { NodeGpus } from "../gpu/node.js";
import type { ReadGpu } from "../gpu/read-node.js";
import { show } from "../model/quote.js";
import type { Demand } from "../model/types.js";
import { currentMigDevices, sameMigDevices } from "./current.js";
import { formatted } from "./format.js";
import { boardOf } from "./gpus.js";
import { readGpus } from "./read-nodes.js";
import type { MigConfigEntry } from "./types.js";

/**
 * A config file of layouts, one config for each name, byte for byte as `nvidia-mig-parted export
 * -l NAME` writes that of a node with these GPUs: canonical profile names, keys in natural order,
 * GPUs with equal layouts merged into one entry. Where the instances sit is not part of a config:
 * `resolveMigConfig` says where they will.
 *
 * A GPU is taken for the first board of its model; name the model by its PCI id ("0x233110DE") to
 * say which one it is. One of a model without PCI ids is told by its index.
 *
 * @throws MigError INVALID_INPUT, UNKNOWN_MODEL, UNKNOWN_PROFILE, INVALID_LAYOUT, with the path into `configs`
 */
export function emitMigConfig(configs: Readonly<Record<string, NodeGpus["gpus"]>>, format: "yaml" | "json" = "yaml"): string {
  return atTheDoor(() => {
    if (typeof configs !== "object" || configs === null || Array.isArray(configs))
      throw new MigError("INVALID_INPUT", `configs: an object is needed, config name to GPUs, not ${show(configs)}`, {
        path: ["configs"],
      });
    const entries = Object.entries(configs).map(([name, gpus]) => [name, readConfig(name, gpus)] as const);
    return formatted({ version: "v1", "mig-configs": Object.fromEntries(entries) }, format);
  });
}

function readConfig(name: string, gpus: NodeGpus["gpus"]): readonly MigConfigEntry[] {
  const path: Path = ["configs", name];
  const read = readGpus(gpus, (inside) => [...path, ...inside]);
  if (read.length > 0) return exported(read);
  throw new MigError("INVALID_INPUT", `${pathText(path)}a config without GPUs has no entries, which mig-parted refuses`, {
    path,
  });
}

interface Merged {
  readonly enabled: boolean;
  readonly wanted: Demand;
  readonly gpus: readonly ReadGpu[];
}

/** The entries that mig-parted writes for the GPUs of a node. */
export function exported(gpus: readonly ReadGpu[]): readonly MigConfigEntry[] {
  const merged: Merged[] = [];
  for (const gpu of gpus) {
    const enabled = gpu.mig !== null;
    const wanted = gpu.model === null ? {} : currentMigDevices(gpu.model, gpu.mig ?? []);
    const at = merged.findIndex((each) => each.enabled === enabled && sameMigDevices(wanted, each.wanted));
    const same = merged[at];
    if (same === undefined) merged.push({ enabled, wanted, gpus: [gpu] });
    else merged[at] = { ...same, gpus: [...same.gpus, gpu] };
  }
  const alike = new Set(gpus.map(kindOf)).size === 1;
  return merged.map((entry) => entryOf(entry, gpus, alike, merged.length === 1));
}

function entryOf({ enabled, wanted, gpus }: Merged, all: readonly ReadGpu[], alike: boolean, only: boolean): MigConfigEntry {
  const kinds = new Set(gpus.map(kindOf));
  const boards = [...new Set(gpus.map(boardOf))].filter((board) => board !== null).sort();
  // A filter of boards alone would leave out the GPUs whose board is not known; their indices tell them.
  const told = gpus.every((gpu) => boardOf(gpu) !== null);
  const whole = (only || alike || told) && all.every((gpu) => !kinds.has(kindOf(gpu)) || gpus.includes(gpu));
  const filter = alike || only || !told ? undefined : boards.length === 1 ? boards[0] : boards;
  return {
    ...(filter === undefined ? {} : { "device-filter": filter }),
    devices: whole ? "all" : gpus.map(({ index }) => index),
    "mig-enabled": enabled,
    "mig-devices": wanted,
  };
}

/** What mig-parted's merging takes for one type of GPU. */
function kindOf(gpu: ReadGpu): string {
  return boardOf(gpu) ?? `a ${gpu.name} of unknown board`;
}

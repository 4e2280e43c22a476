import { atTheDoor } from "../../door.js";
import type { MigStrategy } from "../../gpu/node.js";
import { deepFreeze } from "../../model/freeze.js";
import { parseProfile } from "../../model/names.js";
import type { Demand } from "../../model/types.js";
import { DRIVER_MAJOR } from "../labels/carried.js";
import { INVALID, productLabel, wholeNumber } from "../labels/text.js";
import { builtIn } from "./models.js";
import { type NodeFacts, nodeFacts } from "./object.js";
import { hasNvidiaDevice, modelsOfDevices } from "./pci.js";

/** What a Node object says about its GPUs. */
export interface NodeReading {
  /** Of the Node. */
  readonly name: string;
  /** Whether its GPUs can be divided. */
  readonly migCapable: boolean;
  /** How the device plugin offers instances. */
  readonly strategy: MigStrategy;
  /** false: the single strategy cannot show what is configured ("-MIG-INVALID"). */
  readonly valid: boolean;
  /** Name of a built-in model; null: none of those, or not said. */
  readonly model: string | null;
  /** GPUs of the labelled product, MIG-enabled or not; null: not said, as where the single strategy shows MIG devices. */
  readonly gpus: number | null;
  /** Driver branch. */
  readonly driver: number | null;
  /** MIG devices by profile, also such as 1c.3g.40gb. */
  readonly profiles: Demand;
  /** What mig-manager is told to apply. */
  readonly migConfig: string | null;
  /** What mig-manager says of its work; null: nothing. */
  readonly migState: "pending" | "rebooting" | "success" | "failed" | null;
  /** Whether node-feature-discovery saw an NVIDIA GPU, as the GPU Operator asks. */
  readonly nvidiaPci: boolean;
}

/**
 * Reads the labels of a Node object: those of gpu-feature-discovery and mig-manager, and before
 * these have run those of node-feature-discovery. A node with GPUs of several models is labelled with one.
 *
 * The model is that of `nvidia.com/gpu.product`; where that is none of the built-in ones, that of the
 * MIG devices; else the only one that a PCI device label names (`pci-0302_10de_20b2.present`).
 *
 * @throws MigError INVALID_INPUT for what is no Node object, with the path into it
 */
export function readNode(node: unknown): NodeReading {
  return atTheDoor(() => deepFreeze(readingOf(nodeFacts(node))));
}

export function readingOf({ name, labels }: NodeFacts): NodeReading {
  const { product, mig } = productLabel(labels[PRODUCT] ?? "");
  const strategy = strategyOf(labels);
  const shown = migProducts(labels);
  const models = [product, ...shown.keys()].map((each) => builtIn(each)).filter((model) => model !== null);
  const [model = onlyOf(modelsOfDevices(labels))] = models;
  const capable = labels["nvidia.com/mig.capable"];
  return {
    name,
    migCapable: capable === undefined ? model !== null : capable === "true",
    strategy,
    valid: mig !== INVALID,
    model: model?.name ?? null,
    gpus: mig === null ? wholeNumber(labels[COUNT]) : null,
    driver: driverOf(labels),
    profiles: total([...shown.values()]),
    migConfig: labels["nvidia.com/mig.config"] || null,
    migState: STATES.find((state) => state === labels["nvidia.com/mig.config.state"]) ?? null,
    nvidiaPci: hasNvidiaDevice(labels),
  };
}

type Labels = Readonly<Record<string, string>>;

const PRODUCT = "nvidia.com/gpu.product";
const COUNT = "nvidia.com/gpu.count";
const STATES = ["pending", "rebooting", "success", "failed"] as const;
const MIG_COUNT = /^nvidia\.com\/mig-(.{1,64})\.count$/;

function strategyOf(labels: Labels): MigStrategy {
  const strategy = labels["nvidia.com/mig.strategy"];
  return strategy === "single" || strategy === "mixed" ? strategy : "none";
}

function driverOf(labels: Labels): number | null {
  const branches = DRIVER_MAJOR.map((key) => wholeNumber(labels[key]));
  return branches.findLast((branch) => branch !== null && branch > 0) ?? null;
}

/** By product as labels spell it, the MIG devices that are shown as its. */
export function migProducts(labels: Labels): ReadonlyMap<string, Demand> {
  const products = new Map<string, Map<string, number>>();
  const strategy = strategyOf(labels);
  if (strategy === "single") add(labels[PRODUCT], null, labels[COUNT]);
  if (strategy === "mixed") {
    for (const key of Object.keys(labels).sort()) {
      const [, mig] = MIG_COUNT.exec(key) ?? [];
      if (mig !== undefined) add(labels[`nvidia.com/mig-${mig}.product`] ?? labels[PRODUCT], mig, labels[key]);
    }
  }
  return new Map([...products].map(([product, devices]) => [product, Object.fromEntries(devices)]));

  function add(label = "", named: string | null, count: string | undefined): void {
    const { product, mig } = productLabel(label);
    const profile = profileOf(named ?? mig);
    const devices = wholeNumber(count) ?? 0;
    if (profile === null || devices === 0) return;
    products.set(product, (products.get(product) ?? new Map()).set(profile, devices));
  }
}

/** "1g.10gb.me" -> "1g.10gb+me"; null for what is no profile, "INVALID" among it. */
function profileOf(mig: string | null): string | null {
  try {
    return mig === null ? null : parseProfile(`mig-${mig}`).name;
  } catch {
    return null;
  }
}

function total(demands: readonly Demand[]): Demand {
  const sum = new Map<string, number>();
  for (const demand of demands)
    for (const [profile, count] of Object.entries(demand)) sum.set(profile, (sum.get(profile) ?? 0) + count);
  return Object.fromEntries(sum);
}

function onlyOf<T>(list: readonly T[]): T | null {
  return list.length === 1 ? (list[0] ?? null) : null;
}

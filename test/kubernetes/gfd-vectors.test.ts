/** What gpu-feature-discovery itself wrote for 54 nodes, key by key. */
import { expect, it } from "vitest";
import { type GpuModel, gpuModel } from "../../src/index.js";
import { gpuLabels, type LabelSharing, type NodeGpus } from "../../src/kubernetes/index.js";
import { describeWithFacts, readFact } from "../support/facts.js";
import { running } from "./nodes.js";

interface Case {
  readonly Name: string;
  readonly Strategy: "none" | "single" | "mixed";
  readonly GPUs:
    | readonly {
        readonly Model: string;
        readonly MemoryMiB: number;
        readonly CC: readonly [number, number];
        readonly MigCapable: boolean;
        readonly MigEnabled: boolean;
        readonly Migs: readonly string[] | null;
      }[]
    | null;
  readonly TimeSlicing?: Readonly<Record<string, number>>;
  readonly RenameByDefault?: boolean;
  readonly Labels: Readonly<Record<string, string>>;
  readonly _nondeterministic?: string;
}

type Gpu = NonNullable<Case["GPUs"]>[number];

/** In the vectors an A30 has the profiles of an H100, which no A30 has: a model of that name with that geometry. */
function modelOf({ Model, MemoryMiB, CC, Migs }: Gpu): GpuModel | string {
  const known = gpuModel(Model);
  const has = (Migs ?? []).every((name) => known.profiles.some((profile) => profile.name === name.replace(/^\d+c\./, "")));
  if (has) return Model;
  return { ...gpuModel("H100-80GB"), name: Model, productNames: [Model], computeCapability: CC.join("."), memoryMiB: MemoryMiB };
}

/** A mock holds what no GPU can, "+me.all" beside "+gfx": that is known by count only. */
const BY_COUNT = ["rtxpro-attrs"];

function nodeOf({ Name, Strategy, GPUs }: Case): NodeGpus {
  if (BY_COUNT.includes(Name)) {
    const instances = Object.fromEntries((GPUs ?? []).flatMap(({ Migs }) => (Migs ?? []).map((name) => [name, 1])));
    return { name: Name, strategy: Strategy, gpus: (GPUs ?? []).map(({ Model: model }) => ({ model })), instances };
  }
  return {
    name: Name,
    strategy: Strategy,
    gpus: (GPUs ?? []).map((gpu) => {
      if (!gpu.MigCapable) return { model: gpu.Model, migCapable: false };
      const model = modelOf(gpu);
      return gpu.MigEnabled ? { model, mig: running(model, gpu.Migs ?? []) } : { model };
    }),
  };
}

function sharingOf({ TimeSlicing, RenameByDefault }: Case): LabelSharing | undefined {
  return TimeSlicing && { replicas: TimeSlicing, strategy: "time-slicing", renamed: RenameByDefault === true };
}

/** Stated in the vectors' own `_source`: the attributes of 1g.24gb* are placeholders. */
const PLACEHOLDER = /^nvidia\.com\/mig-1g\.24gb\S*\.(?:memory|multiprocessors|engines\.\w+)$/;
/**
 * Driver 550, of which the vectors' figures are, gives a 3g.40gb 39.38 GiB, and newer ones, of which the model's are, 39.5.
 * The vectors' 20 multiprocessors of a 1c.3g.40gb are a third of 60; an H100 prints 16 (R36).
 */
const OTHER_FIGURES = /^nvidia\.com\/mig-(?:1c\.)?3g\.40gb\.memory$|^nvidia\.com\/mig-1c\.3g\.40gb\.multiprocessors$/;
/**
 * With several models on a node only what both survivors would say alike is determined under
 * `nvidia.com/gpu.`; under single the first MIG device replaces all but the architecture.
 */
const RANDOM = /^nvidia\.com\/gpu\./;
const RANDOM_IN_SINGLE = /^nvidia\.com\/gpu\.(?:family|compute\.\w+)$/;
/** No model knows what a T4 is, so its full GPU labels lack them. */
const OF_T4 = /^nvidia\.com\/gpu\.(?:memory|family|compute\.\w+)$/;

function excluded({ Name, Strategy, _nondeterministic }: Case, key: string): boolean {
  if (Name === "h100+t4") return OF_T4.test(key); // a full GPU beside a MIG-enabled one always survives
  if (_nondeterministic !== undefined) return (Strategy === "single" ? RANDOM_IN_SINGLE : RANDOM).test(key);
  if (Name === "ci-profile" && Strategy === "single") return /^nvidia\.com\/gpu\.(?:memory|multiprocessors)$/.test(key);
  return PLACEHOLDER.test(key) || OTHER_FIGURES.test(key);
}

describeWithFacts("labels that gpu-feature-discovery wrote", () => {
  const { cases } = JSON.parse(readFact("vectors/gfd/labels.json")) as { cases: readonly Case[] };

  it.each(cases.map((each) => [`${each.Name}, ${each.Strategy}`, each] as const))("%s", (_, each) => {
    const sharing = sharingOf(each);
    const labels = gpuLabels(nodeOf(each), sharing === undefined ? {} : { sharing });
    const compared = (all: Readonly<Record<string, string>>) =>
      Object.fromEntries(Object.entries(all).filter(([key]) => !excluded(each, key)));
    expect(compared(labels)).toEqual(compared(each.Labels));
    expect(Object.keys(labels)).toEqual(Object.keys(labels).sort());
  });

  it("all cases are there, and none is all exclusions", () => {
    expect(cases.length).toBeGreaterThanOrEqual(28);
    for (const each of cases)
      if (Object.keys(each.Labels).length > 0) expect(Object.keys(each.Labels).some((key) => !excluded(each, key))).toBe(true);
  });
});

describeWithFacts("node labels of real H100 nodes (driver 550)", () => {
  const labelsOf = (name: string) => JSON.parse(readFact(`vectors/fetched-data/docs/${name}.json`)) as Record<string, string>;
  /** Not of gpu-feature-discovery but of the operator and of mig-manager. */
  const OTHERS = /^nvidia\.com\/(?:gpu\.deploy\.|gpu\.present$|gpu-driver-upgrade|mig\.config)/;
  const written = (labels: Record<string, string>) =>
    Object.fromEntries(Object.entries(labels).filter(([key]) => key.startsWith("nvidia.com/") && !OTHERS.test(key)));

  it.each([
    ["mig-node-labels", null],
    ["mig-mixed-node-labels", ["1g.10gb", "1g.10gb", "2g.20gb", "3g.40gb"]],
  ] as const)("%s", (name, profiles) => {
    const labels = labelsOf(name);
    const model = "H100-80GB";
    const gpus = [profiles === null ? { model } : { model, mig: running(model, profiles) }];
    expect(gpuLabels({ name, driver: 550, labels, gpus })).toEqual(written(labels));
    const bare = gpuLabels({ name, driver: 550, strategy: profiles === null ? "single" : "mixed", gpus });
    for (const [key, value] of Object.entries(bare))
      if (!OTHER_FIGURES.test(key)) expect([key, value]).toEqual([key, labels[key]]);
    expect(Object.keys(bare).length).toBeGreaterThan(profiles === null ? 10 : 45);
  });
});

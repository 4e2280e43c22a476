/** Every figure of profiles/ is the figure of the collected facts. */
import { expect, test } from "vitest";
import { gpuModel, gpuModels } from "../../src/index.js";
import { describeWithFacts, hasFacts, readFact } from "../support/facts.js";

interface FactProfile {
  readonly name: string;
  readonly nvsmi_profile_id: number | null;
  readonly attributes: readonly string[];
  readonly compute_slices: number;
  readonly memory_slices: number;
  readonly sm: number | null;
  readonly memory_mib: number | null;
  readonly engines: Readonly<Record<string, number | null>> | null;
  readonly max_instances: number;
  readonly possible_placements: readonly { readonly start: number; readonly size: number }[] | null;
  /** a list of sources, or an object that says what is inferred */
  readonly sources: { readonly placements: unknown };
  readonly compute_instance_profiles: readonly {
    readonly name: string;
    readonly nvsmi_ci_profile_id: number;
    readonly slices: number;
    readonly max_instances: number;
    readonly sm: number | null | Readonly<Record<string, unknown>>;
    readonly possible_placements?: readonly { readonly start: number; readonly size: number }[];
  }[];
}
interface FactModel {
  readonly id: string;
  readonly nvsmi_names: readonly string[];
  readonly gfd_product: readonly string[];
  readonly architecture: string;
  readonly aliases?: Readonly<Record<string, readonly string[]>>;
  readonly pci_device_ids: readonly string[];
  readonly memory_slices_total: number | null;
  readonly compute_slices_total: number;
  readonly max_gpu_instances: number;
  readonly profiles: readonly FactProfile[];
}

// The facts are ours to trust: a file of known shape, or the tests below fail.
const facts = hasFacts ? (JSON.parse(readFact("facts/models.json")) as { models: readonly FactModel[] }).models : [];
const traits = hasFacts
  ? (JSON.parse(readFact("facts/traits.json")) as Readonly<Record<string, Readonly<Record<string, unknown>>>>)
  : {};

/** Names stand in the facts with remarks behind them. */
const bare = (name: string) => name.replace(/ \(.*$/, "");

describeWithFacts("profiles/ against the collected facts", () => {
  const placed = facts.filter((model) => model.memory_slices_total !== null);

  test("every model with placements is there, and no other", () => {
    expect(
      gpuModels()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(placed.map(({ id }) => id).sort());
  });

  test.each(placed.map((model) => [model.id, model] as const))("%s", (id, fact) => {
    const model = gpuModel(id);
    expect(model.pciDeviceIds).toEqual(fact.pci_device_ids);
    expect(model.memorySlices).toBe(fact.memory_slices_total);
    expect(model.computeSlices).toBe(fact.compute_slices_total);
    expect(model.maxInstances).toBe(fact.max_gpu_instances);
    expect(model.profiles.map(({ name }) => name)).toEqual(fact.profiles.map(({ name }) => name));
    fact.profiles.forEach((wanted, i) => {
      const profile = model.profiles[i];
      expect(profile).toMatchObject({
        id: wanted.nvsmi_profile_id,
        attributes: wanted.attributes,
        computeSlices: wanted.compute_slices,
        memorySlices: wanted.memory_slices,
        starts: wanted.possible_placements?.map(({ start }) => start),
        maxCount: wanted.max_instances,
        memoryMiB: wanted.memory_mib,
        multiprocessors: wanted.sm,
      });
      const { dec, enc, jpeg, ofa, ce } = wanted.engines ?? {};
      const known = wanted.engines !== null && Object.values(wanted.engines).every((count) => count !== null);
      expect(profile?.engines).toEqual(known ? { decoder: dec, encoder: enc, jpeg, ofa, copy: ce } : null);
      wanted.compute_instance_profiles.forEach((inside, j) => {
        const instance = profile?.computeInstances[j];
        expect(instance).toMatchObject({
          name: inside.name,
          id: inside.nvsmi_ci_profile_id,
          slices: inside.slices,
          maxCount: inside.max_instances,
          multiprocessors: typeof inside.sm === "number" ? inside.sm : null,
        });
        if (inside.possible_placements === undefined) return;
        expect(instance?.starts).toEqual(inside.possible_placements.map(({ start }) => start));
        expect(instance?.size).toBe(inside.possible_placements[0]?.size);
      });
    });
    expect(fact.architecture.startsWith(model.architecture)).toBe(true);
    const aliases = Object.entries(fact.aliases ?? {}).map(([name, others]) => [name, others.map(bare)]);
    expect(model.profiles.filter((it) => it.aliases.length > 0).map((it) => [it.name, it.aliases])).toEqual(aliases);
    const observed = fact.profiles.every(({ sources }) => Array.isArray(sources.placements));
    expect(model.provenance.placements).toBe(observed ? "observed" : "inferred");
    const { source, inferred, notes, minDriver, minDriverBranch, ...wantedTraits } = traits[id] ?? {};
    expect(model.traits).toEqual(wantedTraits);
  });

  const spellings = placed.flatMap(({ id, nvsmi_names, gfd_product }) =>
    [...nvsmi_names, ...gfd_product].map(bare).map((name) => [name, id]),
  );
  // PCI 2339 has a name that is also that of a whole family: "NVIDIA H100" tells no model.
  test.each(spellings.filter(([name]) => name !== "NVIDIA H100"))("%s is %s", (name, id) => {
    expect(gpuModel(String(name)).name).toBe(id);
    if (!name?.includes("-MIG-")) expect(gpuModel(String(id)).productNames).toContain(name);
  });

  test.each(placed.map(({ id }) => [id, traits[id]?.minDriverBranch ?? null]))("%s begins at driver %s", (id, branch) => {
    if (typeof branch !== "number") {
      expect(gpuModel(String(id), { driver: 450 }).driver).toBe(450);
      return;
    }
    expect(gpuModel(String(id), { driver: branch }).driver).toBe(branch);
    expect(() => gpuModel(String(id), { driver: branch - 1 })).toThrow();
  });
});

/**
 * The guard at the door for model objects: checks types and ranges by hand (zod at import would
 * cost more than the whole core) and fills in what needs no planner. `migpack/schemas` holds the
 * same contract in zod; a property test shows that both accept the same values.
 */
import type { Fault, Path } from "../error.js";
import type { Planner } from "../planner/index.js";
import { parseProfile } from "./names.js";
import { quote, show } from "./quote.js";
import type { Budget, ComputeInstanceProfile, Engines, GpuInstanceProfile, GpuModel, ModelTraits, Provenance } from "./types.js";

/** A model whose shape is right, and whose geometry the planner has still to judge. */
export type ReadModel = Omit<GpuModel, "maxInstances" | "columns" | "profiles" | "computeCapability" | "memoryMiB"> & {
  readonly computeCapability: string | undefined;
  readonly memoryMiB: number | undefined;
  readonly maxInstances: number | undefined;
  readonly columns: GpuModel["columns"] | undefined;
  readonly profiles: readonly (Omit<GpuInstanceProfile, "maxCount"> & { readonly maxCount: number | undefined })[];
};

const UNKNOWN_TRAITS: ModelTraits = {
  confidentialComputing: null,
  secureTenants: null,
  concurrentProfiling: null,
  decoderPerInstance: null,
  migModeNeedsReset: null,
  migModeSurvivesReboot: null,
};
const CUSTOM: Provenance = { placements: "custom", notes: [] };
/** Names are keys of plain objects and parts of "name@start" and "name=count". */
const NAME = /^[^\s@,=]{1,64}$/;
const CAPABILITY = /^\d{1,3}\.\d{1,3}$/;
const MAX_TEXT = 256;
const MAX_LIST = 1024;
const MAX_MIB = 2 ** 31;

/** Reads a spec; `read` is null exactly where there are faults. */
export function readSpec(spec: unknown, limits: Planner): { read: ReadModel | null; faults: readonly Fault[] } {
  const reader = new SpecReader(limits);
  try {
    const read = reader.model(spec);
    return { read: reader.faults.length === 0 ? read : null, faults: reader.faults };
  } catch {
    // A getter or a proxy of the caller's object threw.
    return { read: null, faults: [{ path: [], message: "the model cannot be read: it throws when it is looked at" }] };
  }
}

type Fields = Readonly<Record<string, unknown>>;

class SpecReader {
  readonly faults: Fault[] = [];
  readonly #limits: Planner;

  constructor(limits: Planner) {
    this.#limits = limits;
  }

  model(value: unknown): ReadModel | null {
    const spec = this.#fields(value, []);
    if (spec === null) return null;
    const memorySlices = this.#whole(spec.memorySlices, ["memorySlices"], 1, this.#limits.MAX_SLICES.value);
    const computeSlices = this.#whole(spec.computeSlices, ["computeSlices"], 1, this.#limits.MAX_SLICES.value);
    const profiles = this.#profiles(spec.profiles, memorySlices, computeSlices);
    return {
      name: this.#text(spec.name, ["name"]),
      productNames: this.#texts(spec.productNames, ["productNames"]),
      pciDeviceIds: this.#texts(spec.pciDeviceIds, ["pciDeviceIds"]),
      architecture: spec.architecture === undefined ? "custom" : this.#text(spec.architecture, ["architecture"]),
      computeCapability: this.#optional(spec.computeCapability, (v) => this.#capability(v)),
      memoryMiB: this.#optional(spec.memoryMiB, (v) => this.#whole(v, ["memoryMiB"], 0, MAX_MIB)),
      memorySlices,
      computeSlices,
      maxInstances: this.#optional(spec.maxInstances, (v) =>
        this.#whole(v, ["maxInstances"], 1, this.#limits.MAX_INSTANCES.value),
      ),
      columns: this.#optional(spec.columns, (v) => this.#columns(v, memorySlices, computeSlices)),
      budgets: this.#optional(spec.budgets, (v) => this.#budgets(v, profiles)) ?? [],
      profiles,
      driver: this.#nullable(spec.driver, (v) => this.#whole(v, ["driver"], 1, 9999)),
      traits: this.#traits(spec.traits),
      provenance: this.#provenance(spec.provenance),
    };
  }

  #profiles(value: unknown, memorySlices: number, computeSlices: number): ReadModel["profiles"] {
    const list = this.#list(value, ["profiles"], this.#limits.MAX_PROFILES.value);
    if (Array.isArray(value) && value.length === 0) this.#fault(["profiles"], "a model needs at least one profile");
    const taken = new Set<string>();
    const ids = new Set<number>();
    return list.map((item, i) => {
      const path: Path = ["profiles", i];
      const fields = this.#fields(item, path) ?? {};
      const name = this.#profileName(fields.name, [...path, "name"], taken);
      const id = this.#nullable(fields.id, (v) => this.#whole(v, [...path, "id"], 0, 0xffff));
      if (id !== null) {
        if (ids.has(id)) this.#fault([...path, "id"], `id ${id} belongs to an earlier profile`);
        ids.add(id);
      }
      return {
        name,
        aliases: this.#aliases(fields.aliases, [...path, "aliases"], taken),
        id,
        attributes:
          fields.attributes === undefined ? attributesOf(name) : this.#texts(fields.attributes, [...path, "attributes"]),
        computeSlices: this.#whole(fields.computeSlices, [...path, "computeSlices"], 1, computeSlices),
        memorySlices: this.#whole(fields.memorySlices, [...path, "memorySlices"], 1, memorySlices),
        starts: this.#starts(fields.starts, [...path, "starts"], memorySlices),
        maxCount: this.#optional(fields.maxCount, (v) =>
          this.#whole(v, [...path, "maxCount"], 1, this.#limits.MAX_INSTANCES.value),
        ),
        memoryMiB: this.#nullable(fields.memoryMiB, (v) => this.#whole(v, [...path, "memoryMiB"], 0, MAX_MIB)),
        multiprocessors: this.#nullable(fields.multiprocessors, (v) => this.#whole(v, [...path, "multiprocessors"], 0, 0xffff)),
        engines: this.#nullable(fields.engines, (v) => this.#engines(v, [...path, "engines"])),
        minDriver: this.#nullable(fields.minDriver, (v) => this.#whole(v, [...path, "minDriver"], 1, 9999)),
        computeInstances: this.#computeInstances(fields.computeInstances, [...path, "computeInstances"]),
      };
    });
  }

  #aliases(value: unknown, path: Path, taken: Set<string>): readonly string[] {
    if (value === undefined) return [];
    return this.#list(value, path, MAX_LIST).map((alias, i) => this.#profileName(alias, [...path, i], taken));
  }

  #profileName(value: unknown, path: Path, taken: Set<string>): string {
    const name = this.#name(value, path);
    const canonical = canonicalName(name);
    if (canonical !== null && canonical !== name) this.#fault(path, `write ${quote(name)} as "${canonical}"`);
    if (taken.has(name)) this.#fault(path, `${quote(name)} names an earlier profile`);
    taken.add(name);
    return name;
  }

  #computeInstances(value: unknown, path: Path): readonly ComputeInstanceProfile[] {
    if (value === undefined) return [];
    return this.#list(value, path, this.#limits.MAX_PROFILES.value).map((item, i) => {
      const at: Path = [...path, i];
      const fields = this.#fields(item, at) ?? {};
      const slices = this.#whole(fields.slices, [...at, "slices"], 1, this.#limits.MAX_SLICES.value);
      const size = this.#whole(fields.size, [...at, "size"], 1, this.#limits.MAX_SLICES.value);
      return {
        name: this.#name(fields.name, [...at, "name"]),
        id: this.#nullable(fields.id, (v) => this.#whole(v, [...at, "id"], 0, 0xffff)),
        slices,
        starts: this.#starts(fields.starts, [...at, "starts"], this.#limits.MAX_SLICES.value - size + 1),
        size,
        maxCount: this.#whole(fields.maxCount, [...at, "maxCount"], 1, this.#limits.MAX_INSTANCES.value),
        multiprocessors: this.#nullable(fields.multiprocessors, (v) => this.#whole(v, [...at, "multiprocessors"], 0, 0xffff)),
      };
    });
  }

  #budgets(value: unknown, profiles: ReadModel["profiles"]): readonly Budget[] {
    const names = new Set(profiles.map((profile) => profile.name));
    return this.#list(value, ["budgets"], this.#limits.MAX_BUDGETS.value).map((item, i) => {
      const path: Path = ["budgets", i];
      const fields = this.#fields(item, path) ?? {};
      const total = this.#whole(fields.total, [...path, "total"], 0, this.#limits.MAX_BUDGET_TOTAL.value);
      const uses: [string, number][] = [];
      for (const [name, use] of Object.entries(this.#fields(fields.uses, [...path, "uses"]) ?? {})) {
        const at: Path = [...path, "uses", name];
        if (!names.has(name)) {
          this.#fault(at, `${quote(name)} is not a profile of this model`);
          continue;
        }
        const amount = this.#whole(use, at, 0, this.#limits.MAX_BUDGET_TOTAL.value);
        if (amount > total) this.#fault(at, `${name} would take ${amount} of ${total}, so it could never be created`);
        uses.push([name, amount]);
      }
      return { name: this.#text(fields.name, [...path, "name"]), total, uses: Object.fromEntries(uses) };
    });
  }

  #columns(value: unknown, memorySlices: number, computeSlices: number): readonly (number | null)[] {
    const list = this.#list(value, ["columns"], this.#limits.MAX_SLICES.value);
    if (Array.isArray(value) && value.length !== memorySlices) {
      this.#fault(["columns"], `has ${value.length} entries; one for each of ${memorySlices} memory slices is needed`);
    }
    return list.map((slice, i) => (slice === null ? null : this.#whole(slice, ["columns", i], 0, computeSlices - 1)));
  }

  #starts(value: unknown, path: Path, end: number): readonly number[] {
    const starts = this.#list(value, path, this.#limits.MAX_SLICES.value).map((start, i) =>
      this.#whole(start, [...path, i], 0, end - 1),
    );
    if (Array.isArray(value) && value.length === 0) this.#fault(path, "at least one start is needed");
    starts.forEach((start, i) => {
      if (start <= (starts[i - 1] ?? -1)) this.#fault([...path, i], "starts must ascend, each once");
    });
    return starts;
  }

  #engines(value: unknown, path: Path): Engines {
    const fields = this.#fields(value, path) ?? {};
    const count = (key: keyof Engines) => this.#whole(fields[key], [...path, key], 0, 0xffff);
    return { copy: count("copy"), decoder: count("decoder"), encoder: count("encoder"), jpeg: count("jpeg"), ofa: count("ofa") };
  }

  #traits(value: unknown): ModelTraits {
    if (value === undefined) return UNKNOWN_TRAITS;
    const fields = this.#fields(value, ["traits"]) ?? {};
    const flag = (key: keyof ModelTraits) =>
      this.#nullable(fields[key], (v) => {
        if (typeof v === "boolean") return v;
        this.#fault(["traits", key], `true, false or null is needed, not ${show(v)}`);
        return null;
      });
    return {
      confidentialComputing: flag("confidentialComputing"),
      secureTenants: this.#nullable(fields.secureTenants, (v) => this.#whole(v, ["traits", "secureTenants"], 0, 0xffff)),
      concurrentProfiling: flag("concurrentProfiling"),
      decoderPerInstance: flag("decoderPerInstance"),
      migModeNeedsReset: flag("migModeNeedsReset"),
      migModeSurvivesReboot: flag("migModeSurvivesReboot"),
    };
  }

  #provenance(value: unknown): Provenance {
    if (value === undefined) return CUSTOM;
    const fields = this.#fields(value, ["provenance"]) ?? {};
    const placements = fields.placements;
    if (placements !== "observed" && placements !== "inferred" && placements !== "custom") {
      this.#fault(["provenance", "placements"], `"observed", "inferred" or "custom" is needed, not ${show(placements)}`);
      return CUSTOM;
    }
    return { placements, notes: this.#texts(fields.notes, ["provenance", "notes"], 4096) };
  }

  #capability(value: unknown): string {
    if (typeof value === "string" && CAPABILITY.test(value)) return value;
    this.#fault(["computeCapability"], `a compute capability such as 9.0 is needed, not ${show(value)}`);
    return "";
  }

  #fault(path: Path, message: string): void {
    this.faults.push({ path, message });
  }

  #fields(value: unknown, path: Path): Fields | null {
    // Keys are read one by one and checked, so a record of unknowns is all that is claimed here.
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
    this.#fault(path, `an object is needed, not ${show(value)}`);
    return null;
  }

  #list(value: unknown, path: Path, most: number): readonly unknown[] {
    if (!Array.isArray(value)) {
      this.#fault(path, `a list is needed, not ${show(value)}`);
      return [];
    }
    if (value.length > most) {
      this.#fault(path, `has ${value.length} entries; at most ${most} are possible`);
      return [];
    }
    return Array.from(value as readonly unknown[]);
  }

  #whole(value: unknown, path: Path, least: number, most: number): number {
    if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value + 0; // -0 is 0
    this.#fault(path, `a whole number from ${least} to ${most} is needed, not ${show(value)}`);
    return least;
  }

  #text(value: unknown, path: Path, most = MAX_TEXT): string {
    if (typeof value === "string" && value.length > 0 && value.length <= most) return value;
    this.#fault(path, `a text of 1 to ${most} characters is needed, not ${show(value)}`);
    return "";
  }

  #texts(value: unknown, path: Path, most = MAX_TEXT): readonly string[] {
    if (value === undefined) return [];
    return this.#list(value, path, MAX_LIST).map((text, i) => this.#text(text, [...path, i], most));
  }

  #name(value: unknown, path: Path): string {
    if (typeof value === "string" && NAME.test(value) && value !== "__proto__") return value;
    this.#fault(path, `a name of 1 to 64 characters without white space, "@", "," and "=" is needed, not ${show(value)}`);
    return "";
  }

  #optional<T>(value: unknown, read: (value: unknown) => T): T | undefined {
    return value === undefined ? undefined : read(value);
  }

  #nullable<T>(value: unknown, read: (value: unknown) => T | null): T | null {
    return value === undefined || value === null ? null : read(value);
  }
}

function canonicalName(name: string): string | null {
  try {
    return parseProfile(name).name;
  } catch {
    return null;
  }
}

function attributesOf(name: string): readonly string[] {
  try {
    return parseProfile(name).attributes;
  } catch {
    return [];
  }
}

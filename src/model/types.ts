/**
 * GPU models as data. Units: a memory slice is the model's placement unit (an eighth of an
 * A100 or H100, a quarter of an A30, a twelfth of an RTX PRO 6000); starts and sizes are in
 * memory slices, memory is in MiB.
 */

/** A GPU-instance profile of one model, e.g. "3g.40gb": a row of `nvidia-smi mig -lgip`. */
export interface GpuInstanceProfile {
  /** Canonical name, e.g. "1g.10gb+me" (R42). */
  readonly name: string;
  /** What other drivers call it, e.g. "7g.79gb". */
  readonly aliases: readonly string[];
  /** The "ID" of nvidia-smi; differs from model to model (R45). null: not known. */
  readonly id: number | null;
  /** "+me", "+gfx", "+me.all" or "-me"; empty for a plain profile. */
  readonly attributes: readonly string[];
  /** Compute slices it takes, the G of its name. */
  readonly computeSlices: number;
  /** Memory slices it takes: the size of each of its placements. */
  readonly memorySlices: number;
  /** First memory slices at which it may sit (`-lgipp`), ascending. */
  readonly starts: readonly number[];
  /** How many of it one empty GPU holds. */
  readonly maxCount: number;
  /** Usable memory in MiB, as the newest known driver reports it; null: not known. Not the GB of the name (R43). */
  readonly memoryMiB: number | null;
  /** Streaming multiprocessors; not proportional to slices (R36). null: not known. */
  readonly multiprocessors: number | null;
  /** Engines of its own; null: not known. */
  readonly engines: Engines | null;
  /** First driver branch that offers it, e.g. 525; null: every branch that knows the model, or not known. */
  readonly minDriver: number | null;
  /** What it can be divided into, one level down (`-lcip`). */
  readonly computeInstances: readonly ComputeInstanceProfile[];
}

/** Engine counts of one GPU instance, as `-lgip` prints them. */
export interface Engines {
  /** Copy engines (CE). */
  readonly copy: number;
  /** NVDEC. */
  readonly decoder: number;
  /** NVENC. */
  readonly encoder: number;
  /** NVJPG. */
  readonly jpeg: number;
  /** Optical flow accelerators. */
  readonly ofa: number;
}

/** A compute-instance profile inside one GPU-instance profile, e.g. "1c.3g.40gb" (`-lcip`). */
export interface ComputeInstanceProfile {
  /** "1c.3g.40gb"; the full size has the name of the GPU instance's profile. */
  readonly name: string;
  /** The "ID" of nvidia-smi; null: not known. */
  readonly id: number | null;
  /** Compute slices it takes, the C of its name. */
  readonly slices: number;
  /** First compute slices inside the GPU instance at which it may sit, ascending. */
  readonly starts: readonly number[];
  /** Compute slices it covers as `-lci` prints them: Hopper and later align a 3c to 4 (R34, R35). */
  readonly size: number;
  /** How many of it one empty GPU instance holds. */
  readonly maxCount: number;
  /** Streaming multiprocessors; null: not known. */
  readonly multiprocessors: number | null;
}

/**
 * What a GPU has a fixed amount of and its instances share out, besides slices:
 * `{ name: "OFA", total: 1, uses: { "1g.10gb+me": 1, "7g.80gb": 1 } }`. Rules R9 to R18 are all of this kind.
 */
export interface Budget {
  /** What it is, such as "OFA". */
  readonly name: string;
  /** How much of it one GPU has. */
  readonly total: number;
  /** How much one instance of a profile takes; profiles left out take none. */
  readonly uses: Readonly<Record<string, number>>;
}

/** What differs from model to model besides geometry: the H100-against-A100 table. null: not known. */
export interface ModelTraits {
  /** Whether confidential computing goes together with MIG. */
  readonly confidentialComputing: boolean | null;
  /** Tenants that confidential computing keeps apart: H100 7, A100 1. */
  readonly secureTenants: number | null;
  /** true: all instances can be profiled at once; false: one at a time. */
  readonly concurrentProfiling: boolean | null;
  /** true: every instance has an NVDEC and an NVJPG of its own. */
  readonly decoderPerInstance: boolean | null;
  /** true: switching MIG mode needs a GPU reset (R38). */
  readonly migModeNeedsReset: boolean | null;
  /** Whether MIG mode stays on over a reboot (R38). */
  readonly migModeSurvivesReboot: boolean | null;
}

/** Where a model's placements come from. */
export interface Provenance {
  /** observed: read off a real driver. inferred: nobody has published them; taken from a sibling. custom: yours. */
  readonly placements: "observed" | "inferred" | "custom";
  /** What exactly is inferred or doubtful, and why. */
  readonly notes: readonly string[];
}

/** One GPU model: everything that the planner knows about it. */
export interface GpuModel {
  /** "H100-80GB". */
  readonly name: string;
  /** Spellings of nvidia-smi and of GPU feature discovery. */
  readonly productNames: readonly string[];
  /** "0x233010DE": device id, then vendor id. */
  readonly pciDeviceIds: readonly string[];
  /** NVIDIA's name for the generation. */
  readonly architecture: "Ampere" | "Hopper" | "Blackwell" | (string & {});
  /** CUDA compute capability, "9.0"; absent: not known. */
  readonly computeCapability?: string;
  /** Memory of the whole board in MiB, as nvidia-smi prints it: H100 80GB 81559. Absent: not known. */
  readonly memoryMiB?: number;
  /** Length of the placement grid. */
  readonly memorySlices: number;
  /** Compute slices that instances can use. */
  readonly computeSlices: number;
  /** GPU instances at once. */
  readonly maxInstances: number;
  /** Compute slice under each memory slice; null: none. H100: `[0,1,2,3,4,5,6,null]`. */
  readonly columns: readonly (number | null)[];
  /** What instances share besides slices. */
  readonly budgets: readonly Budget[];
  /** Profiles in the order of `-lgip`. */
  readonly profiles: readonly GpuInstanceProfile[];
  /** The driver branch it was narrowed to, or null. */
  readonly driver: number | null;
  /** What differs besides geometry. */
  readonly traits: ModelTraits;
  /** Where the placements are from. */
  readonly provenance: Provenance;
}

/** What `defineGpuModel` takes: a `GpuModel` whose derivable fields may be left out. */
export interface GpuModelSpec {
  /** What to call it. */
  readonly name: string;
  /** Length of the placement grid, at most 16. */
  readonly memorySlices: number;
  /** Compute slices that instances can use. */
  readonly computeSlices: number;
  /** What can be created. */
  readonly profiles: readonly GpuInstanceProfileSpec[];
  /** GPU instances at once; default: as many as fit. */
  readonly maxInstances?: number;
  /** Compute slice under each memory slice, null for none; default: as even as can be (see `defineGpuModel`). */
  readonly columns?: readonly (number | null)[];
  /** What instances share besides slices; default: nothing. */
  readonly budgets?: readonly Budget[];
  /** Spellings of nvidia-smi; default: none. */
  readonly productNames?: readonly string[];
  /** "0x233010DE"; default: none. */
  readonly pciDeviceIds?: readonly string[];
  /** NVIDIA's name for the generation; default "". */
  readonly architecture?: string;
  /** CUDA compute capability, "9.0". */
  readonly computeCapability?: string;
  /** Memory of the board in MiB. */
  readonly memoryMiB?: number;
  /** The driver branch it stands for; default: none. */
  readonly driver?: number | null;
  /** What is known of them; the rest is null. */
  readonly traits?: Partial<ModelTraits>;
  /** Default: "custom", without notes. */
  readonly provenance?: Provenance;
}

/** A profile of a `GpuModelSpec`: its geometry, and whatever else is known. */
export type GpuInstanceProfileSpec = Pick<GpuInstanceProfile, "name" | "computeSlices" | "memorySlices" | "starts"> &
  Partial<GpuInstanceProfile>;

/**
 * A model, or the name of a built-in one. A model object that comes out of JSON is validated on
 * first use; changing it afterwards has no effect.
 */
export type ModelRef = GpuModel | string;

/** A profile name, taken apart (R42). */
export interface ParsedProfile {
  /** The C of "Cc.Gg.Mgb"; null where the name means a whole GPU instance. */
  readonly computeInstanceSlices: number | null;
  /** The G of its name. */
  readonly computeSlices: number;
  /** The M of the name: a rounded share of the board, not usable memory (R43). */
  readonly memoryGb: number;
  /** "+me", "+gfx", "+me.all" or "-me"; empty for a plain profile. */
  readonly attributes: readonly string[];
  /** Canonical spelling, without prefix or resource domain. */
  readonly name: string;
}

/** profile -> count. Own enumerable keys only; 0 is allowed and left out of results. */
export type Demand = Readonly<Record<string, number>>;

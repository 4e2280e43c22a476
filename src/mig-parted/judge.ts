/** What becomes of a config at the places where it is judged, gathered by entry. */
import type { Misfit } from "../gpu/types.js";
import type { GpuModel } from "../model/types.js";
import type { Place } from "./places.js";
import { filtersOf, type JudgedGpu, passing, resolveGpu, type Trouble } from "./resolve.js";
import type { searched } from "./search.js";
import type { MigConfigEntry } from "./types.js";

/** A place where some entry matches some GPU. */
export interface JudgedPlace {
  readonly place: Place;
  readonly gpus: readonly JudgedGpu[];
  /** Indices of the entries that turn MIG on. */
  readonly enabled: ReadonlySet<number>;
}

export interface Failure {
  readonly place: string;
  readonly misfit: Misfit;
  readonly trouble: Trouble;
}

/** What one entry meets with. */
export interface JudgedEntry {
  /** Names of the places where it matches a GPU, and of those where none fails for it; each once. */
  readonly met: ReadonlySet<string>;
  readonly realised: ReadonlySet<string>;
  /** The first failure of each place. */
  readonly failures: readonly Failure[];
  /** The models of the GPUs that it matches. */
  readonly models: ReadonlySet<GpuModel>;
  /** Whether all GPUs that it matches are matched by later entries. */
  readonly shadowed: boolean;
}

export interface JudgedConfig {
  /** Where any entry matches. */
  readonly places: readonly JudgedPlace[];
  readonly entries: readonly JudgedEntry[];
}

/** @param search of the whole file, so that configs which want the same are searched once */
export function judged(entries: readonly MigConfigEntry[], places: readonly Place[], search: typeof searched): JudgedConfig {
  const filters = filtersOf(entries);
  const passed = new Map<readonly string[], readonly number[]>();
  const enabled = new Set(entries.flatMap((entry, i) => (entry["mig-enabled"] ? [i] : [])));
  const concerned = places
    // Most places are ruled out by the filters alone, and a file may have thousands of configs.
    .filter((place) => place.gpus.some(({ boards }) => passedFor(boards).length > 0))
    .map((place) => ({
      place,
      gpus: place.gpus.map(({ gpu, boards }) => resolveGpu(entries, gpu, passedFor(boards), search)),
      enabled,
    }))
    .filter(({ gpus }) => gpus.some(({ matching }) => matching.length > 0));
  const gathered = entries.map(
    (): Gathered => ({ met: new Set(), failed: new Set(), realised: new Set(), failures: [], models: new Set(), shadowed: true }),
  );
  for (const place of concerned) gather(place, gathered);
  return {
    places: concerned,
    entries: gathered.map((entry) => ({ ...entry, shadowed: entry.shadowed && entry.met.size > 0 })),
  };

  function passedFor(boards: readonly string[]): readonly number[] {
    const known = passed.get(boards);
    if (known !== undefined) return known;
    const found = passing(filters, boards);
    passed.set(boards, found);
    return found;
  }
}

interface Gathered {
  readonly met: Set<string>;
  /** Names of places that fail; with several boards of one model another may realise the entry. */
  readonly failed: Set<string>;
  readonly realised: Set<string>;
  readonly failures: Failure[];
  readonly models: Set<GpuModel>;
  shadowed: boolean;
}

function gather({ place, gpus }: JudgedPlace, entries: readonly Gathered[]): void {
  const here = new Set<number>();
  for (const [k, { matching, resolved, failing }] of gpus.entries()) {
    const model = place.gpus[k]?.gpu.model;
    for (const i of matching) {
      const entry = entries[i] as Gathered; // an index of the entries
      here.add(i);
      entry.met.add(place.name);
      if (model) entry.models.add(model);
      if (matching.at(-1) === i) entry.shadowed = false;
    }
    const entry = entries[failing?.entry ?? -1];
    if (entry === undefined || failing === null || resolved.outcome !== "misfit" || entry.failed.has(place.name)) continue;
    entry.failed.add(place.name);
    entry.failures.push({ place: place.name, misfit: resolved.misfit, trouble: failing.trouble });
  }
  const failing = new Set(gpus.map((judged) => judged.failing?.entry));
  for (const i of here) if (!failing.has(i)) entries[i]?.realised.add(place.name);
}

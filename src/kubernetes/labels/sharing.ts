import { MigError, type Path, pathText } from "../../error.js";
import { show } from "../../model/quote.js";

/** How the device plugin's config shares devices out (`sharing` of its config file). */
export interface LabelSharing {
  /**
   * How many pods share a device, from 2; 1: not shared. One number for every resource, or by resource
   * name: `{ "nvidia.com/mig-1g.10gb": 4 }`.
   */
  readonly replicas: number | Readonly<Record<string, number>>;
  /** How they are shared. */
  readonly strategy: "time-slicing" | "mps";
  /** `renameByDefault`: the resource is called ".shared" and the product is not. */
  readonly renamed?: boolean;
}

/** What one resource's labels say of sharing. */
export interface Replication {
  readonly replicas: number;
  readonly strategy: string;
  /** Whether the product says so. */
  readonly marked: boolean;
}

export interface ReadSharing {
  /** null: nothing is shared. */
  readonly strategy: LabelSharing["strategy"] | null;
  of(resource: string): Replication;
}

/** MIG-enabled GPUs that are shown as full ones: nobody can ask for them. */
export const WITHOUT_SHARING: Replication = { replicas: 0, strategy: "none", marked: false };
const ALONE: Replication = { replicas: 1, strategy: "none", marked: false };

/** @throws MigError INVALID_INPUT */
export function readSharing(sharing: LabelSharing | undefined): ReadSharing {
  if (sharing === undefined) return { strategy: null, of: () => ALONE };
  if (typeof sharing !== "object" || sharing === null)
    throw invalid(["sharing"], `{ replicas, strategy } is needed, not ${show(sharing)}`);
  const { strategy, renamed } = sharing;
  if (strategy !== "time-slicing" && strategy !== "mps")
    throw invalid(["sharing", "strategy"], `"time-slicing" or "mps" is needed, not ${show(strategy)}`);
  const { most, of } = readReplicas(sharing.replicas);
  return {
    strategy: most > 1 ? strategy : null,
    of(resource) {
      const replicas = of(resource);
      return replicas > 1 ? { replicas, strategy, marked: renamed !== true } : ALONE;
    },
  };
}

function readReplicas(replicas: unknown): { most: number; of: (resource: string) => number } {
  const path = ["sharing", "replicas"];
  if (typeof replicas !== "object" || replicas === null) {
    const same = readCount(replicas, path);
    return { most: same, of: () => same };
  }
  const byName = new Map(Object.entries(replicas).map(([name, count]) => [name, readCount(count, [...path, name])]));
  return {
    most: [...byName.values()].reduce((most, count) => Math.max(most, count), 1),
    of: (resource) => byName.get(resource) ?? 1,
  };
}

function readCount(value: unknown, path: Path): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 1) return value;
  throw invalid(path, `a whole number from 1 is needed, not ${show(value)}`);
}

function invalid(path: Path, message: string): MigError {
  return new MigError("INVALID_INPUT", `${pathText(path)}${message}`, { path });
}

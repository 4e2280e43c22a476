/** The GPUs behind the devices of a pool. */
import { MigError } from "../error.js";
import { parseProfile } from "../model/names.js";
import { show } from "../model/quote.js";
import type { Numbers } from "./capacities.js";
import { readName, sliceOfCapacity, sliceOfCounter } from "./names.js";
import { invalid, type ReadDevice, type ReadPool } from "./read-slices.js";

export interface PooledGpu {
  /** As its devices are called: "gpu-0", or the name of its counter set. */
  readonly name: string;
  /** Product, architecture, driver version and the like, of whichever device tells them. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly uuid: string | null;
  /** null: its devices share nothing, so that what else could be made of it is not told. */
  readonly counters: Numbers | null;
  readonly devices: readonly PooledMig[];
}

/** A MIG device, there or possible. */
export interface PooledMig {
  readonly device: ReadDevice;
  /** Of the GPU instance. */
  readonly profile: string;
  readonly profileId: number | null;
  readonly start: number;
  readonly size: number;
}

/**
 * The GPUs of a pool by number; devices of other kinds (vfio) are passed over.
 *
 * @throws MigError INVALID_INPUT for a MIG device that does not say its profile or memory slices
 */
export function gpusOf(pool: ReadPool): readonly PooledGpu[] {
  const groups = new Map<string, { readonly order: number; readonly devices: ReadDevice[] }>();
  for (const device of pool.devices) {
    const type = device.attributes.get("type");
    if (type !== "gpu" && type !== "mig") continue;
    const number = readName(device.name)?.gpu;
    const name = number === undefined ? (device.consumes?.counterSet ?? device.name) : `gpu-${number}`;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, { order: number ?? Number.MAX_SAFE_INTEGER, devices: [device] });
    else group.devices.push(device);
  }
  return [...groups].sort(([, a], [, b]) => a.order - b.order).map(([name, { devices }]) => gpuOf(name, devices, pool));
}

function gpuOf(name: string, devices: readonly ReadDevice[], pool: ReadPool): PooledGpu {
  const attributes = new Map(devices.flatMap((device) => [...device.attributes]));
  const whole = devices.find((device) => device.attributes.get("type") === "gpu");
  const sets = new Set(devices.flatMap(({ consumes }) => consumes?.counterSet ?? []));
  const [set] = sets;
  if (sets.size > 1)
    throw new MigError(
      "INVALID_INPUT",
      `${name}: its devices consume from several counter sets, ${[...sets].slice(0, 4).map(show).join(" and ")}`,
    );
  return {
    name,
    attributes,
    uuid: whole?.attributes.get("uuid") ?? attributes.get("parentUUID") ?? null,
    counters: set === undefined ? null : (pool.counterSets.get(set) ?? null),
    devices: devices.filter((device) => device.attributes.get("type") === "mig").map(migOf),
  };
}

function migOf(device: ReadDevice): PooledMig {
  const named = device.attributes.get("profile");
  if (named === undefined)
    throw invalid([...device.path, "attributes", "profile"], "the profile of a MIG device is needed", named);
  const { computeInstanceSlices, name } = parseProfile(named);
  const slices = slicesOf(device);
  const [start] = slices;
  if (start === undefined || slices.some((slice, i) => slice !== start + i))
    throw invalid(device.path, `${device.name} must say its memory slices, one behind the other`, slices.join());
  return {
    device,
    profile: computeInstanceSlices === null ? name : name.replace(/^\d+c\./, ""),
    profileId: readName(device.name)?.profileId ?? null,
    start,
    size: slices.length,
  };
}

/** Ascending. Devices that could be made consume theirs, those that exist have them as capacities. */
function slicesOf({ consumes, capacity }: ReadDevice): readonly number[] {
  const numbers = consumes === null ? capacity : consumes.counters;
  const sliceOf = consumes === null ? sliceOfCapacity : sliceOfCounter;
  return [...numbers].flatMap(([name, amount]) => (amount > 0 ? (sliceOf(name) ?? []) : [])).sort((a, b) => a - b);
}

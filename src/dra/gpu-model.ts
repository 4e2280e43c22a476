/** The model that can be read off the devices of one GPU. */
import { parseProfile } from "../model/names.js";
import type { Budget, Engines, GpuInstanceProfileSpec, GpuModelSpec } from "../model/types.js";
import { bindingBudgets } from "./budgets.js";
import { MIB, type Numbers } from "./capacities.js";
import type { PooledGpu, PooledMig } from "./gpus.js";
import { sliceOfCounter } from "./names.js";
import { invalid } from "./read-slices.js";

/** A model without budgets, and all counters that might become some. */
export interface Draft {
  readonly spec: GpuModelSpec;
  readonly counters: readonly Budget[];
}

/**
 * What can be read off a GPU with counters; null for one without.
 *
 * @throws MigError INVALID_INPUT where its devices contradict each other or its counters
 */
export function draftOf({ name, attributes, counters, devices }: PooledGpu): Draft | null {
  const [first] = devices;
  if (counters === null || first === undefined) return null;
  const slices = [...counters.keys()]
    .map(sliceOfCounter)
    .filter((slice) => slice !== null)
    .sort((a, b) => a - b);
  if (slices.some((slice, i) => slice !== i))
    throw invalid(first.device.path, `the memory slices of ${name} must count from 0`, slices.join());
  const profiles = byProfile(devices).map(checkAlike);
  const product = attributes.get("productName") ?? name;
  return {
    spec: {
      name: product,
      productNames: [product],
      architecture: attributes.get("architecture") ?? "unknown",
      memorySlices: slices.length,
      computeSlices: Math.max(...profiles.map(([{ profile }]) => parseProfile(profile).computeSlices)),
      profiles: profiles.map(profileSpec).sort(bySize),
      provenance: { placements: "custom", notes: ["from the ResourceSlices of its DRA driver"] },
    },
    counters: [...counters]
      .filter(([counter]) => sliceOfCounter(counter) === null)
      .map(([counter, total]) => ({
        name: counter,
        total,
        uses: Object.fromEntries(
          profiles.map(([device]) => [device.profile, useOf(device, counter)] as const).filter(([, use]) => use > 0),
        ),
      })),
  };
}

/** The model of a draft. @throws MigError INVALID_MODEL, INVALID_INPUT */
export function modelOf({ spec, counters }: Draft): GpuModelSpec {
  return { ...spec, budgets: bindingBudgets(spec, counters) };
}

type Devices = readonly [PooledMig, ...PooledMig[]];

function byProfile(devices: readonly PooledMig[]): readonly (readonly PooledMig[])[] {
  const groups = new Map<string, PooledMig[]>();
  for (const device of devices) {
    const group = groups.get(device.profile);
    if (group === undefined) groups.set(device.profile, [device]);
    else group.push(device);
  }
  return [...groups.values()];
}

/** All devices of a profile must say the same but for where they sit. */
function checkAlike(devices: readonly PooledMig[]): Devices {
  const [first, ...others] = devices as Devices; // a group has a member
  const starts = new Set([first.start]);
  for (const other of others) {
    if (starts.has(other.start))
      throw invalid(other.device.path, `a start of its own among the devices of ${other.profile} is needed`, other.start);
    starts.add(other.start);
    if (signature(other) !== signature(first))
      throw invalid(
        other.device.path,
        `the profile id, the size and the figures of ${first.device.name} are needed`,
        other.device.name,
      );
  }
  return [first, ...others];
}

function signature({ device, profileId, size }: PooledMig): string {
  const sorted = (numbers: Numbers) => [...numbers].filter(([name]) => sliceOfCounter(name) === null).sort();
  return JSON.stringify([profileId, size, sorted(device.capacity), sorted(device.consumes?.counters ?? new Map())]);
}

function profileSpec(devices: Devices): GpuInstanceProfileSpec {
  const [{ device, profile, profileId, size }] = devices;
  const { computeSlices, attributes } = parseProfile(profile);
  const memory = device.capacity.get("memory");
  return {
    name: profile,
    id: profileId,
    attributes,
    computeSlices,
    memorySlices: size,
    starts: devices.map(({ start }) => start).sort((a, b) => a - b),
    memoryMiB: memory === undefined ? null : Math.floor(memory / MIB),
    multiprocessors: device.capacity.get("multiprocessors") ?? null,
    engines: enginesOf(device.capacity),
  };
}

/** As models list them, small before large; of one size by id. */
function bySize(a: GpuInstanceProfileSpec, b: GpuInstanceProfileSpec): number {
  return a.computeSlices - b.computeSlices || a.memorySlices - b.memorySlices || (a.id ?? 0) - (b.id ?? 0);
}

/** null unless all are told. */
function enginesOf(capacity: Numbers): Engines | null {
  const [copy, decoder, encoder, jpeg, ofa] = ["copyEngines", "decoders", "encoders", "jpegEngines", "ofaEngines"].map((name) =>
    capacity.get(name),
  );
  const known = copy !== undefined && decoder !== undefined && encoder !== undefined && jpeg !== undefined && ofa !== undefined;
  return known ? { copy, decoder, encoder, jpeg, ofa } : null;
}

function useOf({ device }: PooledMig, counter: string): number {
  return device.consumes?.counters.get(counter) ?? 0;
}

/** What the Kubernetes scheduler does with counters: plain sums, in bytes and pieces, sharing no code with the room under test. */
import type { Device, ResourceSlice } from "../../src/dra/index.js";

const UNITS: Readonly<Record<string, number>> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 };

function plain(quantity: string): number {
  const unit = quantity.slice(-2);
  return unit in UNITS ? Number(quantity.slice(0, -2)) * (UNITS[unit] ?? 1) : Number(quantity);
}

/** Whether all of these devices can be allocated at once. */
export function allocatable(slices: readonly ResourceSlice[], devices: readonly Device[]): boolean {
  const left = new Map<string, number>();
  for (const { name, counters } of slices.flatMap(({ spec }) => spec.sharedCounters ?? [])) {
    for (const [counter, { value }] of Object.entries(counters)) left.set(`${name}/${counter}`, plain(value));
  }
  for (const { counterSet, counters } of devices.flatMap(({ consumesCounters }) => consumesCounters ?? [])) {
    for (const [counter, { value }] of Object.entries(counters)) {
      const key = `${counterSet}/${counter}`;
      left.set(key, (left.get(key) ?? Number.NaN) - plain(value));
    }
  }
  return [...left.values()].every((rest) => rest >= 0);
}

export function devicesOf(slices: readonly ResourceSlice[]): readonly Device[] {
  return slices.flatMap(({ spec }) => spec.devices ?? []);
}

export function attribute(device: Device, name: string): string | undefined {
  const said = device.attributes[name];
  return said === undefined ? undefined : "string" in said ? said.string : said.version;
}

/** What the API server takes (kubernetes/api resource/v1/types.go), checked before it is asked. */
import { MigError, type Path } from "../error.js";
import { show } from "../model/quote.js";
import type { CounterSet, Device } from "./types.js";

/** Devices of one slice, ... */
export const MAX_DEVICES = 128;
/** ... where none consumes counters. */
export const MAX_COUNTING_DEVICES = 64;
export const MAX_COUNTER_SETS = 8;
const MAX_COUNTERS = 32;
/** Of one device, together. */
const MAX_ATTRIBUTES_AND_CAPACITIES = 32;
/** Devices that one claim can be given. */
export const MAX_ALLOCATED = 32;

/** A DNS label, as devices of a pool and requests of a claim are called. */
export const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;
const LONGEST_NAME = 253;
/** Of a DRA driver's name. */
const LONGEST_DRIVER = 63;

/** A name that an object can have. @throws MigError INVALID_INPUT for any other, and one of more than `longest` characters */
export function nameOf(value: unknown, path: Path, longest = LONGEST_NAME): string {
  if (typeof value === "string" && value.length <= longest && SUBDOMAIN.test(value)) return value;
  const message = `${path.join(".")}: a DNS name of at most ${longest} characters is needed, such as node-1 or gpu.nvidia.com, not ${show(value)}`;
  throw new MigError("INVALID_INPUT", message, { path });
}

/** A name that a DRA driver can have. @throws MigError INVALID_INPUT */
export function driverOf(value: unknown, path: Path): string {
  return nameOf(value, path, LONGEST_DRIVER);
}

/** One or more names with slashes between. @throws MigError INVALID_INPUT */
export function poolOf(value: unknown, path: Path): string {
  if (typeof value !== "string" || value.length > LONGEST_NAME) return nameOf(value, path);
  for (const part of value.split("/")) nameOf(part, path);
  return value;
}

/** @throws MigError INVALID_INPUT for a device that the API server would not take */
export function checkDevice(device: Device): Device {
  const { name, attributes, capacity = {} } = device;
  if (!LABEL.test(name)) throw refused(name, "a name must be a DNS label of at most 63 characters");
  const count = Object.keys(attributes).length + Object.keys(capacity).length;
  if (count > MAX_ATTRIBUTES_AND_CAPACITIES)
    throw refused(name, `it has ${count} attributes and capacities, and at most ${MAX_ATTRIBUTES_AND_CAPACITIES} are taken`);
  return device;
}

/** @throws MigError INVALID_INPUT for a counter set that the API server would not take */
export function checkCounterSet(set: CounterSet): CounterSet {
  const count = Object.keys(set.counters).length;
  if (count > MAX_COUNTERS) throw refused(set.name, `it has ${count} counters, and at most ${MAX_COUNTERS} are taken`);
  return set;
}

function refused(name: string, message: string): MigError {
  return new MigError("INVALID_INPUT", `${name}: the Kubernetes API would refuse it: ${message}`);
}

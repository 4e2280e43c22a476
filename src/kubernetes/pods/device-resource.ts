/** Which resources are devices. */
import { GPU_RESOURCE, profileOfResource, SHARED_SUFFIX } from "../names.js";

/** A resource of the device plugin. */
export interface DeviceResource {
  /** A profile, or "gpu". */
  readonly device: string;
  readonly isShared: boolean;
}

/** What a resource offers, or null where it is none of the device plugin's. */
export function deviceResource(resource: string): DeviceResource | null {
  if (resource.length > LONGEST) return null;
  const known = answers.get(resource);
  if (known !== undefined) return known;
  if (answers.size >= KEPT) answers.clear();
  const answer = read(resource);
  answers.set(resource, answer);
  return answer;
}

/** A cluster has few resources, and every container of every pod asks for the same ones. */
const answers = new Map<string, DeviceResource | null>();
const KEPT = 256;
/** Longer names the plugin never gives. */
const LONGEST = 128;

function read(resource: string): DeviceResource | null {
  const isShared = resource.endsWith(SHARED_SUFFIX);
  const bare = isShared ? resource.slice(0, -SHARED_SUFFIX.length) : resource;
  const device = bare === GPU_RESOURCE ? "gpu" : profileOfResource(resource);
  return device === null ? null : Object.freeze({ device, isShared });
}

/** What every name that is meant for one of these holds somewhere, however it is spelt. */
const MEANT = /gpu|mig|\dg/i;

/** Whether anyone could mean a device by a name; of any other there is nothing to say. */
export function mayMeanDevice(resource: string): boolean {
  return MEANT.test(resource);
}

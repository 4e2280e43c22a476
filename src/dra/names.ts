/** Names of devices and counters as the driver makes them (cmd/gpu-kubelet-plugin/mig.go). */

/** "copyEngines" -> "copy-engines"; whatever no name may hold becomes a dash. */
export function counterName(capacity: string): string {
  const words = capacity.replace(/([a-z0-9])([A-Z])/g, "$1-$2").replace(/([A-Z]+)([A-Z][a-z])/g, "$1-$2");
  return compliant(words);
}

export function gpuName(gpu: number): string {
  return `gpu-${gpu}`;
}

/** As partitions.go calls the counters of a GPU. */
export function counterSetName(gpu: number): string {
  return `${gpuName(gpu)}-counter-set`;
}

/** "gpu-0-mig-1g10gb-me-20-0": +me and -me are spelt alike, and told apart by the id. */
export function migName(gpu: number, profile: string, id: number, start: number): string {
  return `${gpuName(gpu)}-mig-${compliant(profile.replaceAll(".", ""))}-${id}-${start}`;
}

/** The counter of one memory slice. */
export function sliceCounter(slice: number): string {
  return `memory-slice-${slice}`;
}

/** Which memory slice a counter is of; null: of none. */
export function sliceOfCounter(counter: string): number | null {
  const [, slice] = /^memory-slice-(\d{1,3})$/.exec(counter) ?? [];
  return slice === undefined ? null : Number(slice);
}

/** The capacity by which a MIG device that exists tells one of its memory slices. */
export function sliceCapacity(slice: number): string {
  return `memorySlice${slice}`;
}

/** Which memory slice a capacity is of; null: of none. */
export function sliceOfCapacity(capacity: string): number | null {
  const [, slice] = /^memorySlice(\d{1,3})$/.exec(capacity) ?? [];
  return slice === undefined ? null : Number(slice);
}

/** What a name tells: the GPU's minor number, and of a MIG device the id of its profile. */
export interface NameParts {
  readonly gpu: number;
  readonly profileId: number | null;
}

const MIG_NAME = /^gpu-(\d{1,4})-mig-(.+)-(\d{1,5})-(\d{1,3})$/;
const GPU_NAME = /^gpu-(\d{1,4})(?:-|$)/;

/** What the name of a device tells; null: it is no name of the driver. */
export function readName(name: string): NameParts | null {
  const [, gpu, middle = "", id] = MIG_NAME.exec(name) ?? [];
  // Before profiles stood in names, they read gpu-1-mig-19-4-1: id, start, size.
  if (gpu !== undefined) return { gpu: Number(gpu), profileId: Number(/^\d+$/.test(middle) ? middle : id) };
  const [, alone] = GPU_NAME.exec(name) ?? [];
  return alone === undefined ? null : { gpu: Number(alone), profileId: null };
}

/** What RFC 1123 allows of a name, as mig.go makes it. */
function compliant(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9-.]/g, "-")
    .replace(/^-+|-+$/g, "")
    .replace(/\.$/, "");
}

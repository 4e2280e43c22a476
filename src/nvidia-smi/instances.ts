/** `nvidia-smi mig -lgi` and `-lci`: what is there. */
import { deepFreeze } from "../model/freeze.js";
import { type Line, linesOf, unreadable } from "./lines.js";
import { profileOf } from "./profiles.js";
import { type Listing, listed, missing, type Row } from "./tables.js";

/** A row of `nvidia-smi mig -lgi`. It is a placement: it can be given as `occupied` as it is. */
export interface GpuInstanceRow {
  /** Index of the GPU. */
  readonly gpu: number;
  /** As printed: "MIG 3g.40gb". */
  readonly name: string;
  /** Canonical: "3g.40gb". */
  readonly profile: string;
  /** The "ID" of the profile. */
  readonly profileId: number;
  /** Not the placement (R26). */
  readonly instanceId: number;
  /** In memory slices, as is `size`. */
  readonly start: number;
  /** Memory slices. */
  readonly size: number;
}

/** A row of `nvidia-smi mig -lci`. */
export interface ComputeInstanceRow {
  /** Index of the GPU. */
  readonly gpu: number;
  /** Id of the GPU instance it is in. */
  readonly gpuInstanceId: number;
  /** As printed: "MIG 1c.3g.40gb". */
  readonly name: string;
  /** "1c.3g.40gb", or of full size the name of the GPU instance without its attributes (R44). */
  readonly profile: string;
  /** The "ID" of the compute-instance profile. */
  readonly profileId: number;
  /** Within the GPU instance. */
  readonly instanceId: number;
  /** In compute slices of the GPU instance, as is `size`; -1 where an old driver does not print placements. */
  readonly start: number;
  /** Compute slices. */
  readonly size: number;
}

const LGI: Listing = { title: "GPU instances:", command: "nvidia-smi mig -lgi", nothing: /^No GPU instances found/i };
const LGI_ROW = /^\|\s*(\d{1,9})\s+(MIG \S+)\s+(\d{1,9})\s+(\d{1,9})\s+(\d{1,9}):(\d{1,9})\s*\|$/;

/**
 * Reads `nvidia-smi mig -lgi`. Of a session with several listings the last one of each GPU counts.
 * Where nvidia-smi says that there are no instances, or that MIG is off, the answer is empty.
 *
 * A name and an ID that do not go together on any GPU are handed through: only a model can tell.
 *
 * @throws MigError INVALID_INPUT with the line number where the listing is missing, cut or torn
 */
export function parseGpuInstances(lgi: string): readonly GpuInstanceRow[] {
  const lines = linesOf(lgi);
  const rows = gpuInstances(lines);
  if (rows === null) throw missing(lines, LGI);
  return deepFreeze(rows);
}

/** The rows of `-lgi` in the lines; null where they have no such listing. */
export function gpuInstances(lines: readonly Line[]): readonly GpuInstanceRow[] | null {
  return listed(lines, LGI, gpuInstance, (row) => `GPU ${row.gpu} instance ${row.instanceId}`);
}

function gpuInstance([line, more]: Row): GpuInstanceRow {
  const match = LGI_ROW.exec(line.text);
  if (match === null || more !== undefined) {
    throw unreadable(more ?? line, "this is no row of -lgi: GPU, name, profile ID, instance ID and start:size are expected");
  }
  const [, gpu, name = "", profileId, instanceId, start, size] = match;
  return {
    gpu: Number(gpu),
    name,
    profile: profileOf(name, line),
    profileId: Number(profileId),
    instanceId: Number(instanceId),
    start: Number(start),
    size: Number(size),
  };
}

const LCI: Listing = { title: "Compute instances:", command: "nvidia-smi mig -lci", nothing: /^No compute instances found/i };
const LCI_ROW = /^\|\s*(\d{1,9})\s+(\d{1,9})\s+(MIG \S+)\s+(\d{1,9})\s+(\d{1,9})(?:\s+(\d{1,9}):(\d{1,9}))?\s*\|$/;

/**
 * Reads `nvidia-smi mig -lci`, with placements or, as drivers before R470 print it, without. Of a
 * session with several listings the last one of each GPU counts. Where nvidia-smi says that there
 * are no instances, or that MIG is off, the answer is empty.
 *
 * @throws MigError INVALID_INPUT with the line number where the listing is missing, cut or torn
 */
export function parseComputeInstances(lci: string): readonly ComputeInstanceRow[] {
  const lines = linesOf(lci);
  const rows = computeInstances(lines);
  if (rows === null) throw missing(lines, LCI);
  return deepFreeze(rows);
}

/** The rows of `-lci` in the lines; null where they have no such listing. */
export function computeInstances(lines: readonly Line[]): readonly ComputeInstanceRow[] | null {
  const key = (row: ComputeInstanceRow) => `GPU ${row.gpu} GPU instance ${row.gpuInstanceId} compute instance ${row.instanceId}`;
  return listed(lines, LCI, computeInstance, key);
}

function computeInstance([line, more]: Row, head: readonly Line[]): ComputeInstanceRow {
  const match = LCI_ROW.exec(line.text);
  const placed = head.some(({ text }) => text.includes("Placement"));
  if (match === null || more !== undefined || (placed && match[6] === undefined)) {
    throw unreadable(
      more ?? line,
      "this is no row of -lci: GPU, GPU instance, name, profile ID, instance ID and start:size are expected",
    );
  }
  const [, gpu, gpuInstanceId, name = "", profileId, instanceId, start = -1, size = -1] = match;
  return {
    gpu: Number(gpu),
    gpuInstanceId: Number(gpuInstanceId),
    name,
    profile: profileOf(name, line),
    profileId: Number(profileId),
    instanceId: Number(instanceId),
    start: Number(start),
    size: Number(size),
  };
}

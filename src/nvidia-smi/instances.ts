/** `nvidia-smi mig -lgi` and `-lci`: what is there. */
import { deepFreeze } from "../model/freeze.js";
import { type Line, linesOf, unreadable } from "./lines.js";
import { profileOf } from "./profiles.js";
import { lastTable, missing } from "./tables.js";

/** A row of `nvidia-smi mig -lgi`. It is a placement: it can be given as `occupied` as it is. */
export interface GpuInstanceRow {
  readonly gpu: number;
  /** As printed: "MIG 3g.40gb". */
  readonly name: string;
  /** Canonical: "3g.40gb". */
  readonly profile: string;
  readonly profileId: number;
  /** Not the placement (R26). */
  readonly instanceId: number;
  /** In memory slices, as is `size`. */
  readonly start: number;
  readonly size: number;
}

/** A row of `nvidia-smi mig -lci`. */
export interface ComputeInstanceRow {
  readonly gpu: number;
  readonly gpuInstanceId: number;
  readonly name: string;
  /** "1c.3g.40gb", or of full size the name of the GPU instance without its attributes (R44). */
  readonly profile: string;
  readonly profileId: number;
  readonly instanceId: number;
  /** In compute slices of the GPU instance, as is `size`; -1 where an old driver does not print placements. */
  readonly start: number;
  readonly size: number;
}

const LGI_TITLE = "GPU instances:";
const LGI_ROW = /^\|\s*(\d+)\s+(MIG \S+)\s+(\d+)\s+(\d+)\s+(\d+):(\d+)\s*\|$/;

/**
 * Reads `nvidia-smi mig -lgi`. Of several listings in one text the last one counts. Where
 * nvidia-smi says that there are no instances the answer is empty.
 *
 * @throws MigError INVALID_INPUT with the line number where the listing is missing, cut or torn
 */
export function parseGpuInstances(lgi: string): readonly GpuInstanceRow[] {
  const lines = linesOf(lgi);
  const table = lastTable(lines, LGI_TITLE);
  if (table === null) throw missing(lines, LGI_TITLE, "nvidia-smi mig -lgi");
  return deepFreeze(
    table.rows.flat().map((line) => {
      const match = LGI_ROW.exec(line.text);
      if (match === null)
        throw unreadable(line, "this is no row of -lgi: GPU, name, profile ID, instance ID and start:size are expected");
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
    }),
  );
}

const LCI_TITLE = "Compute instances:";
const LCI_ROW = /^\|\s*(\d+)\s+(\d+)\s+(MIG \S+)\s+(\d+)\s+(\d+)(?:\s+(\d+):(\d+))?\s*\|$/;

/**
 * Reads `nvidia-smi mig -lci`, with placements or, as drivers before R470 print it, without. Of
 * several listings in one text the last one counts.
 *
 * @throws MigError INVALID_INPUT with the line number where the listing is missing, cut or torn
 */
export function parseComputeInstances(lci: string): readonly ComputeInstanceRow[] {
  const lines = linesOf(lci);
  const table = lastTable(lines, LCI_TITLE);
  if (table === null) throw missing(lines, LCI_TITLE, "nvidia-smi mig -lci");
  return deepFreeze(table.rows.flat().map((line) => computeInstanceRow(line, table.head)));
}

function computeInstanceRow(line: Line, head: readonly Line[]): ComputeInstanceRow {
  const match = LCI_ROW.exec(line.text);
  const placed = head.some(({ text }) => text.includes("Placement"));
  if (match === null || (placed && match[6] === undefined)) {
    throw unreadable(
      line,
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

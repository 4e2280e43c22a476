/** Prints listings as nvidia-smi does, so that rows can be made at random and read back. */
import type {
  ComputeInstanceRow,
  DeviceListRow,
  GpuInstanceProfileRow,
  GpuInstanceRow,
  PossiblePlacementsRow,
} from "../../src/nvidia-smi/index.js";

/** Column widths grew over the years: `name` is that of the name column. */
export interface Era {
  readonly name: number;
}

const left = (value: unknown, width: number) => String(value).padEnd(width);
const right = (value: unknown, width: number) => String(value).padStart(width);

function box(title: readonly string[], rows: readonly (readonly string[])[]): string {
  const width = Math.max(...title.map((line) => line.length), ...rows.flat().map((line) => line.length)) + 1;
  const bar = (text: string) => `|${text.padEnd(width)}|`;
  const rule = `+${"-".repeat(width)}+`;
  return [rule, ...title.map(bar), `|${"=".repeat(width)}|`, ...rows.flatMap((row) => [...row.map(bar), rule])].join("\n");
}

export function printProfiles(rows: readonly GpuInstanceProfileRow[], { name }: Era): string {
  return box(
    [
      " GPU instance profiles:",
      ` GPU   ${left("Name", name)} ID    Instances   Memory     P2P    SM    DEC   ENC`,
      `       ${left("", name)}       Free/Total   GiB              CE    JPEG  OFA`,
    ],
    rows.map((row) => [
      `${right(row.gpu, 4)}  ${left(row.name, name)} ${right(row.id, 3)}     ${row.free}/${row.total}        ${left(row.memoryGiB.toFixed(2), 10)} No     ${left(row.multiprocessors, 6)} ${left(row.decoders, 5)} ${row.encoders}`,
      `${" ".repeat(name + 40)} ${left(row.copyEngines, 6)} ${left(row.jpeg, 5)} ${row.ofa}`,
    ]),
  );
}

export function printPlacements(rows: readonly PossiblePlacementsRow[]): string {
  return rows
    .map(({ gpu, id, starts, size }) => {
      const word = starts.length === 1 ? "Placement " : "Placements";
      return `GPU ${right(gpu, 2)} Profile ID ${right(id, 2)} ${word}: {${starts.join(",")}}:${size}`;
    })
    .join("\n");
}

export function printGpuInstances(rows: readonly GpuInstanceRow[], { name }: Era): string {
  return box(
    [
      " GPU instances:",
      ` GPU   ${left("Name", name)} Profile  Instance   Placement`,
      `       ${left("", name)}   ID       ID       Start:Size`,
    ],
    rows.map((row) => [
      `${right(row.gpu, 4)}  ${left(row.name, name)} ${right(row.profileId, 4)} ${right(row.instanceId, 8)} ${right(row.start, 10)}:${row.size}`,
    ]),
  );
}

/** Before R470 without the column of placements. */
export function printComputeInstances(rows: readonly ComputeInstanceRow[], { name }: Era): string {
  const placed = rows.every(({ start }) => start >= 0);
  return box(
    [
      " Compute instances:",
      ` GPU     GPU       ${left("Name", name)} Profile   Instance${placed ? "   Placement" : ""}`,
      `       Instance    ${left("", name)}   ID        ID${placed ? "       Start:Size" : ""}`,
      "         ID",
    ],
    rows.map((row) => [
      `${right(row.gpu, 4)} ${right(row.gpuInstanceId, 6)}       ${left(row.name, name)} ${right(row.profileId, 4)} ${right(row.instanceId, 9)}${placed ? `${right(row.start, 11)}:${row.size}` : ""}`,
    ]),
  );
}

export function printDevices(rows: readonly DeviceListRow[]): string {
  return rows
    .flatMap(({ gpu, product, uuid, mig }) => [
      `GPU ${gpu}: ${product} (UUID: ${uuid})`,
      ...mig.map(({ profile, device, uuid }) => `  ${left(`MIG ${profile}`, 15)} Device ${right(device, 2)}: (UUID: ${uuid})`),
    ])
    .join("\n");
}

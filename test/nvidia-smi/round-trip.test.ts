/** Rows made at random, printed as nvidia-smi prints them, damaged as pasting damages them, read back. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { capacity, defineGpuModel, gpuModels, MigError } from "../../src/index.js";
import {
  type ComputeInstanceRow,
  type DeviceListRow,
  type GpuInstanceProfileRow,
  type GpuInstanceRow,
  modelFromNvidiaSmi,
  type PossiblePlacementsRow,
  parseComputeInstances,
  parseDeviceList,
  parseGpuInstanceProfiles,
  parseGpuInstances,
  parsePossiblePlacements,
} from "../../src/nvidia-smi/index.js";
import { type Era, printComputeInstances, printDevices, printGpuInstances, printPlacements, printProfiles } from "./printer.js";

const small = fc.nat(15);
const era: fc.Arbitrary<Era> = fc.record({ name: fc.integer({ min: 18, max: 30 }) });
const attribute = fc.constantFrom("", "+me", "+gfx", "+me.all", "-me");
const profile = fc
  .tuple(fc.integer({ min: 1, max: 15 }), fc.integer({ min: 1, max: 300 }), attribute)
  .map(([g, gb, more]) => `${g}g.${gb}gb${more}`);

/** Unique by what nvidia-smi never repeats. */
const many = <T>(row: fc.Arbitrary<T>, selector: (row: T) => string) =>
  fc.uniqueArray(row, { minLength: 1, maxLength: 24, selector });

const profileRow: fc.Arbitrary<GpuInstanceProfileRow> = fc
  .record({
    gpu: fc.nat(9),
    profile,
    id: fc.nat(99),
    free: small,
    total: small,
    quarter: fc.nat(1200),
    multiprocessors: fc.nat(200),
  })
  .chain(({ profile, free, total, quarter, ...row }) =>
    fc.record({ decoders: small, encoders: small, copyEngines: small, jpeg: small, ofa: small }).map((engines) => ({
      ...row,
      name: `MIG ${profile}`,
      profile,
      free: Math.min(free, total),
      total,
      memoryGiB: quarter / 4,
      ...engines,
    })),
  );
const placementsRow: fc.Arbitrary<PossiblePlacementsRow> = fc.record({
  gpu: fc.nat(9),
  id: fc.nat(99),
  starts: fc.uniqueArray(small, { minLength: 1 }),
  size: fc.integer({ min: 1, max: 16 }),
});
const instanceRow: fc.Arbitrary<GpuInstanceRow> = fc
  .record({ gpu: fc.nat(9), profile, profileId: fc.nat(99), instanceId: small, start: small, size: small })
  .map((row) => ({ ...row, name: `MIG ${row.profile}` }));
const computeRow: fc.Arbitrary<ComputeInstanceRow> = fc
  .record({ gpu: fc.nat(9), gpuInstanceId: small, profile, profileId: small, instanceId: small, start: small, size: small })
  .map((row) => ({ ...row, name: `MIG ${row.profile}` }));
const deviceRows: fc.Arbitrary<DeviceListRow[]> = fc
  .array(
    fc.record({
      product: fc.constantFrom("NVIDIA A30", "NVIDIA H100 80GB HBM3", "A100-SXM4-40GB"),
      uuid: fc.uuid(),
      mig: fc.array(fc.tuple(profile, fc.uuid()), { maxLength: 7 }),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((gpus) =>
    gpus.map(({ product, uuid, mig }, gpu) => ({
      gpu,
      product,
      uuid: `GPU-${uuid}`,
      mig: mig.map(([name, id], device) => ({ profile: name, device, uuid: `MIG-${id}` })),
    })),
  );

/** What pasting does to a text without changing what it says. */
const damages: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.replaceAll("\n", "\r\n"),
  (text) => text.replaceAll(" ", "\u00a0"),
  (text) => text.replaceAll(/^/gm, "      "),
  (text) => text.replaceAll(/^/gm, "> "),
  (text) => text.replaceAll(/^\|/gm, "||"),
  (text) => text.replaceAll("\n", "  \n"),
  (text) => text.replaceAll("\n", "\n\n"),
  (text) => text.replaceAll("|", "\u001b[1;32m|\u001b[0m"),
  (text) => text.replaceAll(/^(?=[|+])(.*?) {2,}/gm, "$1 "),
  (text) =>
    `\ufeff# driver: 580\n# command: nvidia-smi\nroot@a-node-with-a-very-long-name:/home/someone/somewh\nere# nvidia-smi mig\n${text}\nroot@node:~# `,
];
const damage = fc.constantFrom(...damages);

describe("what is printed is read back", () => {
  test("-lgip", () => {
    fc.assert(
      fc.property(
        many(profileRow, ({ gpu, id }) => `${gpu} ${id}`),
        era,
        damage,
        (rows, widths, spoil) => {
          expect(parseGpuInstanceProfiles(spoil(printProfiles(rows, widths)))).toEqual(rows);
        },
      ),
    );
  });
  test("-lgipp", () => {
    fc.assert(
      fc.property(
        many(placementsRow, ({ gpu, id }) => `${gpu} ${id}`),
        damage,
        (rows, spoil) => {
          expect(parsePossiblePlacements(spoil(printPlacements(rows)))).toEqual(rows);
        },
      ),
    );
  });
  test("-lgi", () => {
    fc.assert(
      fc.property(
        many(instanceRow, ({ gpu, instanceId }) => `${gpu} ${instanceId}`),
        era,
        damage,
        (rows, widths, spoil) => {
          expect(parseGpuInstances(spoil(printGpuInstances(rows, widths)))).toEqual(rows);
        },
      ),
    );
  });
  test("-lci, with placements and without", () => {
    const key = ({ gpu, gpuInstanceId, instanceId }: ComputeInstanceRow) => `${gpu} ${gpuInstanceId} ${instanceId}`;
    fc.assert(
      fc.property(many(computeRow, key), fc.boolean(), era, damage, (rows, old, widths, spoil) => {
        const printed = old ? rows.map((row) => ({ ...row, start: -1, size: -1 })) : rows;
        expect(parseComputeInstances(spoil(printComputeInstances(printed, widths)))).toEqual(printed);
      }),
    );
  });
  test("-L", () => {
    fc.assert(
      fc.property(deviceRows, damage, (rows, spoil) => {
        expect(parseDeviceList(spoil(printDevices(rows)))).toEqual(rows);
      }),
    );
  });
});

/** A cut right behind a row cannot be seen; any other must be, and none may change a row. */
function everyCut<T>(text: string, rows: readonly T[], parse: (text: string) => readonly T[]): void {
  for (let end = 0; end < text.length; end++) {
    try {
      const read = parse(text.slice(0, end));
      expect(read).toEqual(rows.slice(0, read.length));
    } catch (error) {
      if (!(error instanceof MigError)) throw error;
      expect(error.code).toBe("INVALID_INPUT");
      expect(error.message).toMatch(/^line \d+: /);
    }
  }
}

test("a listing that is cut anywhere is refused, or loses whole rows", () => {
  const widths = { name: 18 };
  const [h100] = gpuModels().filter(({ name }) => name === "H100-80GB");
  const { profiles } = printed(h100 ?? fail());
  everyCut(printProfiles(profiles, widths), profiles, parseGpuInstanceProfiles);
  const instances = [0, 1, 2].map((i) => ({
    gpu: 0,
    name: "MIG 1g.10gb",
    profile: "1g.10gb",
    profileId: 19,
    instanceId: 7 + i,
    start: i,
    size: 1,
  }));
  everyCut(printGpuInstances(instances, widths), instances, parseGpuInstances);
});

function fail(): never {
  throw new Error("no such model");
}

/** What nvidia-smi would list on an empty board of this model. */
function printed(model: ReturnType<typeof gpuModels>[number]) {
  const profiles = model.profiles.map(
    ({ name, id, maxCount, memoryMiB, multiprocessors, engines }): GpuInstanceProfileRow => ({
      gpu: 0,
      name: `MIG ${name}`,
      profile: name,
      id: id ?? 0,
      free: maxCount,
      total: maxCount,
      memoryGiB: Number(((memoryMiB ?? 0) / 1024).toFixed(2)),
      multiprocessors: multiprocessors ?? 0,
      decoders: engines?.decoder ?? 0,
      encoders: engines?.encoder ?? 0,
      copyEngines: engines?.copy ?? 0,
      jpeg: engines?.jpeg ?? 0,
      ofa: engines?.ofa ?? 0,
    }),
  );
  const placements = model.profiles.map(
    ({ id, starts, memorySlices }): PossiblePlacementsRow => ({ gpu: 0, id: id ?? 0, starts, size: memorySlices }),
  );
  return { profiles, placements };
}

const complete = gpuModels().filter(({ profiles }) =>
  profiles.every(
    ({ id, memoryMiB, multiprocessors, engines }) =>
      id !== null && memoryMiB !== null && multiprocessors !== null && engines !== null,
  ),
);

test.each(complete.map((model) => [model.name, model] as const))("%s comes back from its own listings", (name, model) => {
  const { profiles, placements } = printed(model);
  const lgip = printProfiles(profiles, { name: 20 });
  const made = defineGpuModel(modelFromNvidiaSmi({ lgip, lgipp: printPlacements(placements), name }));
  const figures = ({ profiles, memorySlices, computeSlices, columns, budgets }: typeof made) => ({
    memorySlices,
    computeSlices,
    columns,
    budgets,
    profiles: profiles.map(
      ({ name, id, attributes, computeSlices, memorySlices, starts, maxCount, memoryMiB, multiprocessors, engines }) => ({
        name,
        id,
        attributes,
        computeSlices,
        memorySlices,
        starts,
        maxCount,
        memoryMiB,
        multiprocessors,
        engines,
      }),
    ),
  });
  expect(figures(made)).toEqual(figures(model));
  expect(capacity(made)).toEqual(capacity(model));
  expect(made.provenance.placements).toBe("custom");
});

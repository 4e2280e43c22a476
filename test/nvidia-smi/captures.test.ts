/** Every recorded nvidia-smi output parses, or is refused with a line number where its own header says that it is cut or mangled. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { capacity, defineGpuModel, type GpuModel, gpuModel, gpuModels, MigError } from "../../src/index.js";
import {
  modelFromNvidiaSmi,
  parseComputeInstanceProfiles,
  parseComputeInstances,
  parseDeviceList,
  parseGpuInstanceProfiles,
  parseGpuInstances,
  parsePossiblePlacements,
} from "../../src/nvidia-smi/index.js";
import { describeWithFacts, factsRoot, readFact } from "../support/facts.js";

const FOLDER = "vectors/nvidia-smi";
const files = factsRoot === null ? [] : readdirSync(join(factsRoot, FOLDER));
const read = (file: string) => readFact(`${FOLDER}/${file}`);
const isBroken = (file: string) => /TRUNCATED|mangled/i.test(file);

/** A row of each kind as one would grep for it, wherever it stands. */
const KINDS = [
  {
    kind: "-lgip",
    title: /^\|\s*GPU instance profiles:/m,
    row: /^\| +\d+ +MIG \S+ +\d+ +\d+\/\d+/gm,
    parse: parseGpuInstanceProfiles,
  },
  {
    kind: "-lcip",
    title: /^\|\s*Compute instance profiles:/m,
    row: /^\| +\d+ +\d+ +MIG \S+ +\d+\*? +\d+\/\d+/gm,
    parse: parseComputeInstanceProfiles,
  },
  { kind: "-lgi", title: /^\|\s*GPU instances:/m, row: /^\| +\d+ +MIG \S+ +\d+ +\d+ +\d+:\d+/gm, parse: parseGpuInstances },
  { kind: "-lci", title: /^\|\s*Compute instances:/m, row: /^\| +\d+ +\d+ +MIG \S+ +\d+ +\d+ /gm, parse: parseComputeInstances },
  { kind: "-lgipp", title: /^GPU +\d+ Profile ID/m, row: /^GPU +\d+ Profile ID/gm, parse: parsePossiblePlacements },
  {
    kind: "-L",
    title: /^ *MIG \S+ +Device +\d+:|^GPU \d+:/m,
    row: /^ *MIG .*Device +\d+:/gm,
    parse: (text: string) => parseDeviceList(text).flatMap(({ mig }) => mig),
  },
] as const;

describeWithFacts("recorded nvidia-smi outputs", () => {
  test("there are many", () => {
    expect(files.length).toBeGreaterThan(90);
  });

  for (const { kind, title, row, parse } of KINDS) {
    const whole = files.filter((file) => title.test(read(file)) && !isBroken(file));
    test.each(whole)(`${kind} of %s`, (file) => {
      const text = read(file);
      // Of a session with several listings the last one counts.
      const last = text.slice(text.search(new RegExp(`${title.source}(?![\\s\\S]*${title.source})`, "m")));
      const one = kind === "-L" || kind === "-lgipp" ? text : last;
      const wanted = one.match(row)?.length ?? 0;
      expect(wanted).toBeGreaterThanOrEqual(kind === "-L" ? 0 : 1);
      if (!(kind === "-L" && /Device[\s\S]*\n\$[\s\S]*Device/.test(text))) expect(parse(text)).toHaveLength(wanted);
    });
  }

  test.each(files.filter(isBroken))("%s is refused with a line number", (file) => {
    expect(() => parseGpuInstanceProfiles(read(file))).toThrow(MigError);
    expect(() => parseGpuInstanceProfiles(read(file))).toThrow(/^line \d+: /);
  });

  test.each(["A100-40GB-PCIe.esxi.lci-none.txt", "H100-80GB-HBM3.prickle-default.lci.txt"])(
    "%s says that there is nothing",
    (file) => {
      expect(parseComputeInstances(read(file))).toEqual([]);
    },
  );
  test("MIG off is an empty -lgi", () => {
    expect(parseGpuInstances(read("H100-80GB-HBM3.prickle-default.lgi.txt"))).toEqual([]);
  });
});

describeWithFacts("recorded outputs against the models", () => {
  const modelFor = (file: string): GpuModel =>
    gpuModel(
      gpuModels().find(
        ({ name }) => file.startsWith(name.replace(/-\d+GB$/, "")) && file.includes(name.match(/\d+GB$/)?.[0] ?? ""),
      )?.name ?? alias(file),
    );
  const alias = (file: string) =>
    ({ GH: "H100-96GB", "H100-NVL": "H100-94GB", H200: "H200-141GB", RTX: "RTX-PRO-6000-96GB", A30: "A30-24GB" })[
      file.match(/^(GH|H100-NVL|H200|RTX|A30)/)?.[0] ?? ""
    ] ?? file;

  test.each(files.filter((file) => /lgip[.-]/.test(file) && !isBroken(file)))("ids, names and figures of %s", (file) => {
    const model = modelFor(file);
    for (const row of parseGpuInstanceProfiles(read(file))) {
      const profile = model.profiles.find(({ id }) => id === row.id);
      expect(profile?.name).toBe(row.profile);
      expect(profile?.maxCount).toBe(row.total);
      if (profile?.multiprocessors !== null) expect(profile?.multiprocessors).toBe(row.multiprocessors);
      const { copyEngines: copy, decoders: decoder, encoders: encoder, jpeg, ofa } = row;
      if (profile?.engines !== null) expect(profile?.engines).toEqual({ copy, decoder, encoder, jpeg, ofa });
    }
  });

  test.each(files.filter((file) => file.endsWith("lgipp.txt")))("placements of %s", (file) => {
    const model = modelFor(file);
    for (const { id, starts, size } of parsePossiblePlacements(read(file))) {
      const profile = model.profiles.find((candidate) => candidate.id === id);
      expect(profile?.starts).toEqual(starts);
      expect(profile?.memorySlices).toBe(size);
    }
  });

  // -lgip taken with instances present, and the layout it was taken with: a sibling -lgi, or what the session made.
  const PRESENT: readonly (readonly [lgip: string, layout: string | readonly string[]])[] = [
    ["H100-80GB-HBM3.prickle-mig.lgip.txt", "H100-80GB-HBM3.prickle-mig.lgi.txt"],
    ["H100-80GB-HBM3.prickle-mig-mixed.lgip.txt", "H100-80GB-HBM3.prickle-mig-mixed.lgi.txt"],
    ["H200.prickle-mig.lgip.txt", "H200.prickle-mig.lgi.txt"],
    ["A100-40GB.ssup2.lgip-2-after-4g.txt", ["4g.20gb@0"]],
    ["A100-40GB.ssup2.lgip-1-empty.txt", []],
    ["H100-80GB-HBM3.prickle-default.lgip.txt", []],
    ["RTX-PRO-6000-SE.lgip.txt", []],
  ];
  describe("capacity is the Free column", () => {
    test.each(PRESENT)("of %s", (file, layout) => {
      const model = modelFor(file);
      const occupied = typeof layout === "string" ? parseGpuInstances(read(layout)) : layout;
      const free = capacity(model, occupied);
      for (const row of parseGpuInstanceProfiles(read(file)))
        expect([row.profile, free[row.profile] ?? 0]).toEqual([row.profile, row.free]);
    });
  });

  test.each([
    ["A100-40GB", "A100-40GB.ssup2.lgip-1-empty.txt", "A100-40GB.docs.lgipp.txt"],
    ["H100-80GB", "H100-80GB-HBM3.lgip.txt", "H100-80GB-HBM3.lgipp.txt"],
    ["H100-94GB", "H100-NVL-94GB.lgip.txt", "H100-NVL-94GB.lgipp.txt"],
    ["RTX-PRO-6000-96GB", "RTX-PRO-6000-SE.lgip.txt", "RTX-PRO-6000-SE.lgipp.txt"],
  ])("modelFromNvidiaSmi makes the geometry of %s from its own output", (name, lgip, lgipp) => {
    const model = gpuModel(name);
    const made = modelFromNvidiaSmi({ lgip: read(lgip), lgipp: read(lgipp), name });
    expect(made).toMatchObject({ memorySlices: model.memorySlices, computeSlices: model.computeSlices, budgets: model.budgets });
    expect(made.profiles.map(({ name }) => name)).toEqual(parseGpuInstanceProfiles(read(lgip)).map(({ profile }) => profile));
    for (const profile of made.profiles) {
      const { computeSlices, memorySlices, starts, attributes, maxCount, multiprocessors, engines } =
        model.profiles.find(({ id }) => id === profile.id) ?? {};
      expect(profile).toMatchObject({ computeSlices, memorySlices, starts, attributes, maxCount, multiprocessors, engines });
    }
    expect(capacity(defineGpuModel(made))).toEqual(capacity(model));
  });
});

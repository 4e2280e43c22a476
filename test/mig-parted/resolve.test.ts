import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { NodeGpus } from "../../src/gpu/node.js";
import { creationOrder, type Demand, defineGpuModel, fit, type GpuModel, gpuModel, profileSets } from "../../src/index.js";
import { naturally } from "../../src/mig-parted/natural-order.js";
import { resolveMigConfig } from "../../src/mig-parted/resolve.js";
import type { MigConfigEntry, MigConfigFile, ResolvedGpu } from "../../src/mig-parted/types.js";
import { distinctGeometries } from "../support/models.js";
import { arbitrarySpec } from "../support/random-model.js";
import { type Device, firstOrder } from "./apply.js";

const on = (wanted: Demand, rest: Partial<MigConfigEntry> = {}): MigConfigEntry => ({
  devices: "all",
  "mig-enabled": true,
  "mig-devices": wanted,
  ...rest,
});
const off = (rest: Partial<MigConfigEntry> = {}): MigConfigEntry => ({ devices: "all", "mig-enabled": false, ...rest });
const fileOf = (...entries: readonly MigConfigEntry[]): MigConfigFile => ({ version: "v1", "mig-configs": { c: entries } });
const nodeOf = (...models: readonly (GpuModel | string)[]): NodeGpus => ({ name: "n", gpus: models.map((model) => ({ model })) });
const applied = (entries: readonly MigConfigEntry[], node: NodeGpus) => resolveMigConfig(fileOf(...entries), "c", node);
const only = (wanted: Demand, model: GpuModel | string = "A100-80GB") => applied([on(wanted)], nodeOf(model))[0];
const text = (gpu: ResolvedGpu | undefined) =>
  gpu?.outcome === "layout"
    ? gpu.layout.map(({ profile, start, computeInstances }) =>
        [`${profile}@${start}`, ...(computeInstances ?? []).map((inside) => `${inside.profile}@${inside.start}`)].join(" "),
      )
    : gpu?.outcome === "misfit"
      ? `${gpu.misfit.code} ${gpu.misfit.profile} ${gpu.misfit.index}`
      : gpu?.outcome;

describe("one GPU", () => {
  test.each<readonly [string, Demand, unknown]>([
    [
      "largest first, where the driver puts them",
      { "1g.10gb": 2, "2g.20gb": 1, "3g.40gb": 1 },
      ["3g.40gb@4", "2g.20gb@0", "1g.10gb@2", "1g.10gb@3"],
    ],
    ["nothing", {}, []],
    ["by parts of names, not by their letters", { "01g.010gb": 1, "2c.2g.20gb": 1 }, ["2g.20gb@4", "1g.10gb@6"]],
    ["compute instances share a GPU instance", { "1c.3g.40gb": 3 }, ["3g.40gb@4 1c.3g.40gb@0 1c.3g.40gb@1 1c.3g.40gb@2"]],
    ["until it is full", { "1c.3g.40gb": 4 }, ["3g.40gb@4 1c.3g.40gb@0 1c.3g.40gb@1 1c.3g.40gb@2", "3g.40gb@0 1c.3g.40gb@0"]],
    ["whole ones do not", { "3g.40gb": 1, "1c.3g.40gb": 1 }, ["3g.40gb@4", "3g.40gb@0 1c.3g.40gb@0"]],
    ["too many", { "1g.10gb": 8 }, "MAX_COUNT 1g.10gb 7"],
    ["far too many", { "1g.10gb": 1e12 }, "MAX_COUNT 1g.10gb 7"],
    ["too many compute instances", { "1c.3g.40gb": 7 }, "MAX_COUNT 1c.3g.40gb 6"],
    ["two of one", { "1g.10gb+me": 2 }, "MAX_COUNT 1g.10gb+me 1"],
    ["no room", { "7g.80gb": 1, "1g.10gb": 1 }, "MEMORY_SLICES 1g.10gb 1"],
    ["a profile of another GPU", { "1g.10gb": 1, "1g.5gb": 1 }, "UNKNOWN_PROFILE 1g.5gb 0"],
    ["even none of it", { "1g.10gb": 1, "1g.5gb": 0 }, "UNKNOWN_PROFILE 1g.5gb 0"],
    ["an attribute that no GPU has", { "1g.10gb+bogus": 1 }, "UNKNOWN_PROFILE 1g.10gb+bogus 0"],
    ["a compute instance that does not exist", { "3c.4g.40gb": 1 }, "UNKNOWN_PROFILE 3c.4g.40gb 0"],
    ["counts of 0", { "1g.10gb": 0, "7g.80gb": 1 }, ["7g.80gb@0"]],
  ])("%s", (_, wanted, expected) => {
    expect(text(only(wanted))).toEqual(expected);
  });

  test("by the name of another driver", () => {
    expect(text(only({ "7g.79gb": 1 }))).toEqual(["7g.80gb@0"]);
  });

  test("in another order where the first fails", () => {
    const model = defineGpuModel({
      name: "contrary",
      memorySlices: 6,
      computeSlices: 3,
      profiles: [
        { name: "1g.1gb", computeSlices: 1, memorySlices: 2, starts: [0, 1, 2, 3, 4] },
        { name: "1g.2gb+me", attributes: ["+me"], computeSlices: 1, memorySlices: 2, starts: [0, 1, 4] },
      ],
    });
    // Attributes come first, and then a start is taken that the plain one needs.
    expect(text(only({ "1g.1gb": 1, "1g.2gb+me": 2 }, model))).toEqual(["1g.2gb+me@4", "1g.2gb+me@0", "1g.1gb@2"]);
  });

  test("in the order that swapping comes to first, which is not the first in the order of the request", () => {
    const profile = (name: string, memorySlices: number, starts: readonly number[]) => ({
      name,
      computeSlices: 1,
      memorySlices,
      starts,
    });
    const model = defineGpuModel({
      name: "swapped",
      memorySlices: 11,
      computeSlices: 11,
      profiles: [
        profile("1g.1gb", 2, [4, 8]),
        profile("1g.2gb", 3, [1, 7, 8]),
        profile("1g.3gb", 3, [1, 2, 3, 5, 6, 7, 8]),
        profile("1g.4gb", 4, [0, 1, 2, 3, 5, 6, 7]),
      ],
    });
    expect(creationOrder(model, ["1g.2gb", "1g.3gb", "1g.4gb"])).toEqual(["1g.4gb", "1g.2gb", "1g.3gb"]);
    expect(text(only({ "1g.2gb": 1, "1g.3gb": 1, "1g.4gb": 1 }, model))).toEqual(["1g.4gb@0", "1g.3gb@5", "1g.2gb@8"]);
  });

  test("in none, though explicit starts would do", () => {
    const model = defineGpuModel({
      name: "hopeless",
      memorySlices: 12,
      computeSlices: 12,
      profiles: [
        { name: "1g.1gb", computeSlices: 1, memorySlices: 4, starts: [0, 1, 4] },
        { name: "1g.2gb", computeSlices: 1, memorySlices: 1, starts: [1, 3, 4, 5, 6, 11] },
        { name: "1g.3gb", computeSlices: 1, memorySlices: 2, starts: [0, 1, 7, 8, 9, 10] },
      ],
    });
    expect(fit(model, ["1g.1gb", "1g.3gb", "1g.3gb", "1g.3gb"]).fits).toBe(true);
    const gpu = only({ "1g.1gb": 1, "1g.3gb": 3 }, model);
    expect(text(gpu)).toBe("NO_START 1g.3gb 3");
    expect(gpu?.outcome === "misfit" && gpu.misfit.message).toMatch(/^no order of creation succeeds without explicit starts; /);
  });
});

describe("the search", () => {
  const models = distinctGeometries();
  const devicesOf = (wanted: Demand): readonly Device[] =>
    Object.entries(wanted).flatMap(([name, count]) => {
      const device = { gpuInstance: name.replace(/^\d+c\./, ""), inside: /^\d+c\./.exec(name)?.[0].slice(0, -1) ?? null };
      return new Array<Device>(count).fill(device);
    });
  const figures = (name: string) => {
    const [, c, g = ""] = /^(?:(\d+)c\.)?(\d+)g\./.exec(name) ?? [];
    return { g: Number(g), c: Number(c ?? g), attributes: name.includes("+") ? name.slice(name.indexOf("+") + 1) : "" };
  };
  const sorted = (wanted: Demand): Demand =>
    Object.fromEntries(
      Object.entries(wanted).sort(([a], [b]) => {
        const [x, y] = [figures(a), figures(b)];
        return y.g - x.g || y.c - x.c || (x.attributes === y.attributes ? 0 : x.attributes < y.attributes ? 1 : -1);
      }),
    );
  /** Without two profiles that mig-parted's sorting leaves equal. */
  const told = (wanted: Demand) =>
    new Set(Object.keys(wanted).map((name) => JSON.stringify(figures(name)))).size === Object.keys(wanted).length;

  test("ends with the layout of mig-parted's first order that succeeds", () => {
    const request = fc.constantFrom(...models).chain(([, model]) => {
      const names = model.profiles.flatMap(({ name, computeInstances }) => [name, ...computeInstances.map((each) => each.name)]);
      const counts = fc.dictionary(fc.constantFrom(...names), fc.integer({ min: 1, max: 3 }), {
        maxKeys: 4,
        noNullPrototype: true,
      });
      return fc.tuple(fc.constant(model), counts.filter(told));
    });
    fc.assert(
      fc.property(request, ([model, wanted]) => {
        fc.pre(Object.values(wanted).reduce((sum, count) => sum + count, 0) <= 6);
        const expected = firstOrder(model, devicesOf(sorted(wanted)));
        const gpu = only(wanted, model);
        expect(gpu?.outcome === "layout" ? gpu.layout : null).toEqual(expected);
      }),
      { numRuns: 400 },
    );
  });

  test("also on GPUs that no one would build, where the first order fails often", () => {
    const limits = { maxMemorySlices: 8, maxProfiles: 4, maxLayouts: 300 };
    const request = arbitrarySpec(limits).chain((spec) => {
      const model = defineGpuModel({ ...spec, budgets: [] });
      const names = model.profiles.map(({ name }) => name);
      return fc.tuple(fc.constant(model), fc.array(fc.constantFrom(...names), { minLength: 3, maxLength: 5, size: "max" }));
    });
    let later = 0;
    fc.assert(
      fc.property(request, ([model, profiles]) => {
        const wanted: Record<string, number> = {};
        for (const name of profiles) wanted[name] = (wanted[name] ?? 0) + 1;
        // What mig-parted leaves to chance, by the names.
        const natural = Object.fromEntries(Object.entries(wanted).sort(([a], [b]) => naturally(a, b)));
        const devices = devicesOf(sorted(natural));
        const expected = firstOrder(model, devices);
        const gpu = only(wanted, model);
        expect(gpu?.outcome === "layout" ? gpu.layout : null).toEqual(expected);
        if (expected?.some(({ profile }, i) => profile !== devices[i]?.gpuInstance)) later++;
      }),
      { numRuns: 3000 },
    );
    expect(later).toBeGreaterThan(3);
  });

  test.each(models)("finds every set of profiles that a driver can be brought to make: %s", (_, model) => {
    const sets = [...profileSets(model, { profiles: model.profiles.map(({ name }) => name) })];
    for (const wanted of sets.slice(0, 600)) {
      const profiles = devicesOf(sorted(wanted)).map(({ gpuInstance }) => gpuInstance);
      const gpu = only(wanted, model);
      expect([wanted, gpu?.outcome]).toEqual([wanted, creationOrder(model, profiles) === null ? "misfit" : "layout"]);
    }
  });

  test("refuses with the first reason of fit", () => {
    const model = gpuModel("H100-80GB");
    const names = model.profiles.map(({ name }) => name);
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...names), fc.integer({ min: 1, max: 9 }), { noNullPrototype: true }).filter(told),
        (wanted) => {
          const profiles = devicesOf(sorted(wanted)).map(({ gpuInstance }) => gpuInstance);
          const answer = fit(model, profiles);
          const gpu = only(wanted, model);
          expect(gpu?.outcome).toBe(answer.fits ? "layout" : "misfit");
          if (!answer.fits && gpu?.outcome === "misfit") expect(gpu.misfit.code).toBe(answer.reason.code);
        },
      ),
    );
  });
});

describe("a node", () => {
  test("is walked entry by entry, and the last that matches decides", () => {
    const entries = [on({ "1g.10gb": 7 }), on({ "3g.40gb": 2 }, { devices: [1, 9, -1] })];
    expect(applied(entries, nodeOf("A100-80GB", "A100-80GB")).map(text)).toEqual([
      new Array(7).fill(0).map((_, i) => `1g.10gb@${[6, 4, 5, 0, 1, 2, 3][i]}`),
      ["3g.40gb@4", "3g.40gb@0"],
    ]);
  });

  test("keeps what no entry matches, and can be turned off", () => {
    const entries = [on({ "1g.5gb": 7 }, { "device-filter": "0x20B010DE" }), off({ devices: [2] })];
    expect(applied(entries, nodeOf("A100-40GB", "A100-80GB", "A100-80GB")).map(({ outcome }) => outcome)).toEqual([
      "layout",
      "untouched",
      "disabled",
    ]);
  });

  test("named by its PCI id is that board", () => {
    const entries = [on({ "1g.10gb": 7 }, { "device-filter": ["0x233010DE"] })];
    expect(applied(entries, nodeOf("0x233110DE", "0x2330", "H100-80GB")).map(({ outcome }) => outcome)).toEqual([
      "untouched",
      "layout",
      "layout",
    ]);
  });

  test("fails on an entry that cannot be made, though a later one can", () => {
    expect(applied([on({ "1g.10gb": 8 }), on({ "1g.10gb": 7 })], nodeOf("A100-80GB")).map(text)).toEqual(["MAX_COUNT 1g.10gb 7"]);
  });

  test("fails where entries disagree on MIG mode", () => {
    const [gpu] = applied([off(), on({ "1g.10gb": 7 }, { devices: [0] })], nodeOf("A100-80GB"));
    expect(text(gpu)).toBe("INSTANCE_LIMIT 1g.10gb 0");
    expect(gpu?.outcome === "misfit" && gpu.misfit.message).toContain("entry 0 disables MIG on GPU 0");
    const [other] = applied([on({ "1g.10gb": 7 }), off()], nodeOf("A100-80GB"));
    expect(other?.outcome === "misfit" && other.misfit.message).toContain(
      "entry 0 enables MIG on GPU 0, and a later entry disables it",
    );
  });

  test("passes a board without MIG over, unless it is named", () => {
    const node: NodeGpus = { name: "n", gpus: [{ model: "Tesla T4", migCapable: false }, { model: "A100-80GB" }] };
    const wanted = { "7g.80gb": 1 };
    expect(applied([on(wanted)], node).map(text)).toEqual(["untouched", ["7g.80gb@0"]]);
    expect(applied([off({ devices: [0, 1] })], node).map(text)).toEqual(["untouched", "disabled"]);
    expect(applied([on(wanted, { devices: [0, 1] })], node).map(text)).toEqual(["INSTANCE_LIMIT 7g.80gb 0", ["7g.80gb@0"]]);
  });

  test("is narrowed to its driver", () => {
    const node = { ...nodeOf("A100-80GB"), driver: 515 };
    expect(applied([on({ "1g.20gb": 4 })], node).map(text)).toEqual(["UNKNOWN_PROFILE 1g.20gb 0"]);
  });

  test("is asked about a config that the file has", () => {
    expect(() => resolveMigConfig(fileOf(off()), "d", nodeOf("A100-80GB"))).toThrow("selected mig-config not present: d");
    expect(() => resolveMigConfig("version: v2", "c", nodeOf("A100-80GB"))).toThrow("unknown version: v2");
  });
});

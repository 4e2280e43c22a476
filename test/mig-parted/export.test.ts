import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { NodeGpus } from "../../src/gpu/node.js";
import { type Demand, type GpuModel, type Layout, layouts, pack, profileSets } from "../../src/index.js";
import { emitMigConfig } from "../../src/mig-parted/export.js";
import { migConfigForNodes } from "../../src/mig-parted/node-configs.js";
import { parseMigConfig } from "../../src/mig-parted/parse.js";
import { resolveMigConfig } from "../../src/mig-parted/resolve.js";
import { distinctGeometries } from "../support/models.js";

type Gpus = NodeGpus["gpus"];
const SMALL = "0x20B010DE";
const LARGE = "0x20B210DE";
const off = (model: string) => ({ model });
const on = (model: string) => ({ model, mig: [] });
const entries = (gpus: Gpus) => parseMigConfig(emitMigConfig({ current: gpus }))["mig-configs"].current;
const disabled = { "mig-enabled": false, "mig-devices": {} };
const enabled = { "mig-enabled": true, "mig-devices": {} };

// The table of cmd/nvidia-mig-parted/export/export_test.go, told by boards.
describe("GPUs merged into entries", () => {
  test("one GPU, and several alike", () => {
    expect(entries([off(SMALL)])).toEqual([{ devices: "all", ...disabled }]);
    expect(entries([off(SMALL), off(SMALL)])).toEqual([{ devices: "all", ...disabled }]);
  });

  test("one type in different states", () => {
    expect(entries([off(SMALL), on(SMALL)])).toEqual([
      { devices: [0], ...disabled },
      { devices: [1], ...enabled },
    ]);
  });

  test("several types in one state", () => {
    expect(entries([off(SMALL), off(LARGE)])).toEqual([{ devices: "all", ...disabled }]);
  });

  test("each type in a state of its own", () => {
    expect(entries([off(SMALL), off(SMALL), on(LARGE), on(LARGE)])).toEqual([
      { "device-filter": SMALL, devices: "all", ...disabled },
      { "device-filter": LARGE, devices: "all", ...enabled },
    ]);
  });

  test("states across types", () => {
    expect(entries([off(SMALL), on(SMALL), off(LARGE), on(LARGE)])).toEqual([
      { "device-filter": [SMALL, LARGE], devices: [0, 2], ...disabled },
      { "device-filter": [SMALL, LARGE], devices: [1, 3], ...enabled },
    ]);
  });

  test("a board that is not known is told by its index", () => {
    expect(entries([off(SMALL), { model: "Tesla T4", migCapable: false }, on(LARGE)])).toEqual([
      { devices: [0, 1], ...disabled },
      { "device-filter": LARGE, devices: "all", ...enabled },
    ]);
  });
});

test("a config in print", () => {
  const gpus: Gpus = [
    { model: "H100-80GB", mig: ["3g.40gb@4", "1g.10gb@0", "1g.10gb+me@1", "1g.10gb@2"] },
    {
      model: "H100-80GB",
      mig: [
        { profile: "3g.40gb", start: 0, computeInstances: [{ profile: "1c", start: 0 }, { profile: "2c.3g.40gb", start: 1 }] }, // biome-ignore format: one line
        { profile: "2g.20gb", start: 4, computeInstances: [] },
      ],
    },
  ];
  expect(emitMigConfig({ current: gpus })).toBe(`version: v1
mig-configs:
  current:
  - devices: [0]
    mig-enabled: true
    mig-devices:
      1g.10gb: 2
      1g.10gb+me: 1
      3g.40gb: 1
  - devices: [1]
    mig-enabled: true
    mig-devices:
      1c.3g.40gb: 1
      2c.3g.40gb: 1
`);
});

test("what is no layout is told with its place", () => {
  expect(() => emitMigConfig({ c: [{ model: "A100-80GB", mig: ["1g.5gb@0"] }] })).toThrow("configs.c[0].mig[0]: ");
  expect(() => emitMigConfig({ c: [{ model: "no" }] })).toThrow(expect.objectContaining({ path: ["configs", "c", 0, "model"] }));
  expect(() => emitMigConfig({ c: 5 as never })).toThrow("configs.c: a list is needed");
  expect(() => emitMigConfig({ c: [] })).toThrow("without GPUs");
  expect(() => emitMigConfig({ c: [{ model: "A100-80GB" }] }, "xml" as "json")).toThrow("yaml or json");
});

describe("a plan comes back", () => {
  const models = distinctGeometries();
  const counts = (layout: Layout): Demand => {
    const made: Record<string, number> = {};
    for (const { profile } of layout) made[profile] = (made[profile] ?? 0) + 1;
    return made;
  };
  const returned = (gpus: Gpus, format: "yaml" | "json") => {
    const file = parseMigConfig(emitMigConfig({ plan: gpus }, format));
    return resolveMigConfig(file, "plan", { name: "n", gpus }).map((gpu) =>
      gpu.outcome === "layout" ? counts(gpu.layout) : gpu.outcome,
    );
  };
  const wanted = (gpus: Gpus) => gpus.map(({ mig }) => (mig === undefined ? "disabled" : counts(mig as Layout)));

  const some = new Map<GpuModel, readonly Layout[]>(
    models.map(([, model]) => {
      const all: Layout[] = [];
      for (const layout of layouts(model, { profiles: model.profiles.map(({ name }) => name) }))
        if (all.push(layout) >= 2000) break;
      return [model, all];
    }),
  );
  const gpu = fc
    .constantFrom(...some)
    .chain(([model, all]) =>
      fc.option(fc.constantFrom(...all)).map((layout) => (layout === null ? { model } : { model, mig: layout })),
    );

  test("of any layouts, with the same counts", () => {
    fc.assert(
      fc.property(
        fc.array(gpu, { minLength: 1, maxLength: 5 }),
        fc.constantFrom("yaml" as const, "json" as const),
        (gpus, format) => {
          expect(returned(gpus, format)).toEqual(wanted(gpus));
        },
      ),
    );
  });

  test.each(models)("of every set of plain profiles: %s", (_, model) => {
    for (const set of profileSets(model)) {
      const { groups } = pack(model, set);
      for (const { layout } of groups) expect(returned([{ model, mig: layout }], "yaml")).toEqual([counts(layout)]);
    }
  });

  test("as a file and a label for each node", () => {
    const { groups } = pack("H100-80GB", { "3g.40gb": 5, "1g.10gb": 9 });
    const nodes = groups
      .flatMap(({ layout, count }) => Array.from({ length: count }, () => layout))
      .map((mig, i) => ({
        name: `node-${i}`,
        gpus: [{ model: "H100-80GB", mig }],
      }));
    const { file, labels, commands } = migConfigForNodes(nodes);
    expect(Object.keys(parseMigConfig(file)["mig-configs"])).toHaveLength(new Set(labels.map(({ config }) => config)).size);
    for (const [i, { node, config }] of labels.entries()) {
      expect(config).toMatch(/^migpack-[0-9a-f]{8}$/);
      expect(commands[i]).toBe(`kubectl label nodes ${node} nvidia.com/mig.config=${config} --overwrite`);
      const [gpu] = resolveMigConfig(file, config, nodes[i] as NodeGpus);
      expect(gpu?.outcome === "layout" && counts(gpu.layout)).toEqual(counts(nodes[i]?.gpus[0]?.mig ?? []));
    }
    // What a config is called depends on what is in it alone.
    expect(migConfigForNodes([...nodes].reverse()).labels).toEqual([...labels].reverse());
  });

  test("only of nodes with names and GPUs", () => {
    expect(() => migConfigForNodes([{ name: "a b; rm", gpus: [{ model: "A100-80GB" }] }])).toThrow("nodes[0]: ");
    expect(() => migConfigForNodes([{ name: "a", gpus: [] }])).toThrow("nodes[0]: ");
    expect(migConfigForNodes([])).toEqual({ file: "version: v1\n", labels: [], commands: [] });
  });
});

import fc from "fast-check";
import { describe, expect, expectTypeOf, it } from "vitest";
import type { z } from "zod";
import { readProblem } from "../../src/fleet/plan/read.js";
import {
  checkLayout,
  type Demand,
  defineGpuModel,
  Fleet,
  type FleetPool,
  type FleetProblem,
  type FleetRequest,
  type FleetSnapshot,
  type GpuModelSpec,
  gpuModels,
  layouts,
  MigError,
  minGpus,
  type PlacementInput,
  type SimulationSpec,
  simulationRequests,
} from "../../src/index.js";
import { planner } from "../../src/planner/index.js";
import { jsonSchema, parseDocument, schemas } from "../../src/schemas/index.js";
import { LIMITS } from "../../src/schemas/limits.js";

/** Values that stand where they should not. */
const ODD: readonly unknown[] = [
  undefined,
  null,
  true,
  "",
  "x",
  "a b",
  "__proto__",
  "é",
  -1,
  -0,
  0,
  1,
  3,
  16,
  17,
  1.5,
  255,
  65_536,
  1e9,
  2 ** 53,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  [],
  [0],
  [1, 0],
  {},
  { name: "x" },
  "x".repeat(65),
  "x".repeat(257),
];

/** One change to a JSON document, at a place drawn at random. */
const change = fc.record({
  picks: fc.array(fc.nat(), { minLength: 1, maxLength: 6 }),
  value: fc.constantFrom(...ODD),
  remove: fc.boolean(),
});
type Change = typeof change extends fc.Arbitrary<infer Value> ? Value : never;

function changed(document: unknown, changes: readonly Change[]): unknown {
  const copy: unknown = structuredClone(document);
  for (const { picks, value, remove } of changes) {
    let node = copy as Record<string, unknown>; // an object or a list, both keyed by text
    for (const [i, pick] of picks.entries()) {
      const keys = Object.keys(node);
      const key = keys[pick % keys.length];
      if (key === undefined) break;
      const inner = node[key];
      if (typeof inner === "object" && inner !== null && i < picks.length - 1) node = inner as Record<string, unknown>;
      else if (remove && !Array.isArray(node)) delete node[key];
      else node[key] = structuredClone(value);
    }
  }
  return copy;
}

/** Every document that one change makes: each value in turn taken out, or odd. */
function* changedOnce(document: unknown): Generator<unknown> {
  if (typeof document !== "object" || document === null) return;
  for (const [key, inner] of Object.entries(document)) {
    const others = Object.entries(document).filter(([other]) => other !== key);
    if (!Array.isArray(document)) yield Object.fromEntries(others);
    for (const value of [...ODD, ...changedOnce(inner)]) {
      yield Array.isArray(document)
        ? Object.assign([...document], { [key]: value })
        : Object.fromEntries([...others, [key, value]]);
    }
  }
}

function accepts(act: () => unknown): boolean {
  try {
    act();
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(MigError);
    return false;
  }
}

describe("the schema of a GPU model accepts what the core accepts", () => {
  it("every built-in model, and every name that must not be", () => {
    for (const model of gpuModels())
      expect(defineGpuModel(parseDocument("gpuModel", JSON.parse(JSON.stringify(model))) as GpuModelSpec)).toEqual(model);
  });

  it("on changed models", () => {
    const models = gpuModels();
    let accepted = 0;
    fc.assert(
      fc.property(fc.constantFrom(...models), fc.array(change, { minLength: 1, maxLength: 2 }), (model, changes) => {
        const spec = changed(model, changes);
        // Wrong on purpose: what a caller without types may pass.
        const core = accepts(() => defineGpuModel(spec as GpuModelSpec));
        expect(schemas.gpuModel.safeParse(spec).success).toBe(core);
        if (core) accepted++;
      }),
      { numRuns: 3000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });

  it("within the planner's limits", () => {
    const { MAX_SLICES, MAX_PROFILES, MAX_INSTANCES, MAX_BUDGETS, MAX_BUDGET_TOTAL } = planner();
    expect(LIMITS).toEqual({
      slices: MAX_SLICES.value,
      profiles: MAX_PROFILES.value,
      instances: MAX_INSTANCES.value,
      budgets: MAX_BUDGETS.value,
      budgetTotal: MAX_BUDGET_TOTAL.value,
    });
  });

  it("with the same keys", () => {
    type Read = z.input<typeof schemas.gpuModel>;
    expectTypeOf<keyof Read>().toEqualTypeOf<keyof GpuModelSpec>();
    expectTypeOf<keyof Read["profiles"][number]>().toEqualTypeOf<keyof GpuModelSpec["profiles"][number]>();
    expectTypeOf<keyof NonNullable<Read["traits"]>>().toEqualTypeOf<keyof NonNullable<GpuModelSpec["traits"]>>();
  });
});

describe("the schema of a layout", () => {
  it("accepts every layout of every model, as text and as objects", () => {
    for (const model of gpuModels()) {
      for (const layout of layouts(model, { maximal: true })) {
        expect(schemas.layout.safeParse(layout).success).toBe(true);
        expect(schemas.layout.safeParse(layout.map(({ profile, start }) => `${profile}@${start}`)).success).toBe(true);
      }
    }
  });

  it("accepts whatever some model accepts", () => {
    const layout: readonly PlacementInput[] = [
      { profile: "3g.40gb", start: 4, size: 4, computeInstances: [{ profile: "1c.3g.40gb", start: 0 }] },
      "1g.10gb@0",
    ];
    fc.assert(
      fc.property(fc.array(change, { maxLength: 2 }), (changes) => {
        const input = changed(layout, changes) as readonly PlacementInput[];
        const core = accepts(() => {
          if (checkLayout("H100-80GB", input).length > 0) throw new MigError("INVALID_LAYOUT", "");
        });
        if (core) expect(schemas.layout.safeParse(input).success, JSON.stringify(input)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("the schema of a demand", () => {
  it("accepts what the core accepts of known profiles", () => {
    const value = fc.oneof(fc.nat(), fc.maxSafeNat(), fc.constantFrom(...ODD));
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom("1g.10gb", "2g.20gb"), value), (demand) => {
        const core = accepts(() => minGpus("H100-80GB", demand as Demand));
        const schema = schemas.demand.safeParse(demand).success;
        const sum = Object.values(demand).reduce<number>((all, one) => all + Number(one), 0);
        // A sum, or the GPUs for it, may pass 2^53 - 1 where no count does.
        if (core || sum < 2 ** 52) expect(schema).toBe(core);
      }),
    );
  });

  it("refuses a name that would be lost", () => {
    expect(schemas.demand.safeParse(JSON.parse('{"__proto__": 1}')).success).toBe(false);
    expect(schemas.demand.parse(JSON.parse('{"constructor": 1}'))).toEqual(JSON.parse('{"constructor": 1}'));
  });
});

describe("the schema of a simulation accepts what the core accepts", () => {
  // Wrong on purpose; requests read a spec as `simulate` does, and no fleet of a billion GPUs is made for them.
  const core = (spec: unknown) => accepts(() => simulationRequests(spec as SimulationSpec, 1).next());

  const own = defineGpuModel({
    name: "mine",
    memorySlices: 4,
    computeSlices: 2,
    profiles: [{ name: "1g.5gb", computeSlices: 1, memorySlices: 2, starts: [0, 2] }],
  });
  const common = { fleet: [{ model: "H100-80GB", count: 3 }], scores: ["driver", "mfi"], seeds: [1, 2], warmup: 1 } as const;
  const specs: readonly SimulationSpec[] = [
    { ...common, mix: "uniform", load: 0.5, arrivals: 10, movesPerReject: 1, lifetimes: "none" },
    { ...common, mix: { "1g.10gb": 1, "3g.40gb": 0.5 }, load: 1, arrivals: 10 },
    { ...common, fleet: [{ model: own, count: 2 }], mix: { "1g.5gb": 3 }, load: 1, arrivals: 5, lifetimes: "uniform" },
    {
      fleet: common.fleet,
      scores: ["least-loss"],
      warmup: 0,
      // mix and load may be left out beside a trace; the types ask for them.
      trace: [
        { arrival: 0, departure: 2, profile: "1g.10gb" },
        { arrival: 1, departure: null, profile: "7g.80gb" },
      ],
    } as unknown as SimulationSpec,
  ];

  it.each(specs.map((spec, i) => [i, spec]))("with any one thing of spec %i changed", (_, whole) => {
    for (const spec of changedOnce(whole))
      expect(schemas.simulationSpec.safeParse(spec).success, JSON.stringify(spec)).toBe(core(spec));
  });

  it("on changed specs", () => {
    const outcomes = { true: 0, false: 0 };
    fc.assert(
      fc.property(fc.constantFrom(...specs), fc.array(change, { maxLength: 2 }), (whole, changes) => {
        const spec = changed(whole, changes);
        const accepted = core(spec);
        expect(schemas.simulationSpec.safeParse(spec).success, JSON.stringify(spec)).toBe(accepted);
        outcomes[`${accepted}`]++;
      }),
      { numRuns: 3000 },
    );
    expect(Math.min(outcomes.true, outcomes.false)).toBeGreaterThan(300);
  });

  it("with the same keys and choices", () => {
    type Read = z.input<typeof schemas.simulationSpec>;
    type Trace = NonNullable<Read["trace"]>;
    expectTypeOf<Exclude<keyof Read, "about">>().toEqualTypeOf<keyof SimulationSpec>();
    expectTypeOf<Read["scores"][number]>().toEqualTypeOf<SimulationSpec["scores"][number]>();
    expectTypeOf<NonNullable<Read["lifetimes"]>>().toEqualTypeOf<NonNullable<SimulationSpec["lifetimes"]>>();
    // What a record takes in is unknown to zod; what comes out is not.
    expectTypeOf<Extract<z.output<typeof schemas.simulationSpec>["mix"], string>>().toEqualTypeOf<
      Extract<SimulationSpec["mix"], string>
    >();
    expectTypeOf<keyof Trace[number]>().toEqualTypeOf<keyof NonNullable<SimulationSpec["trace"]>[number]>();
  });
});

describe("the schema of a fleet problem accepts what the core accepts", () => {
  // Wrong on purpose; `planFleet` reads a problem by this, and no solver is started for it.
  const core = (problem: unknown) => accepts(() => readProblem(problem as FleetProblem));

  const own = defineGpuModel({
    name: "mine",
    memorySlices: 4,
    computeSlices: 2,
    profiles: [{ name: "1g.5gb", computeSlices: 1, memorySlices: 2, starts: [0, 2], memoryMiB: 5000 }],
  });
  const problems: readonly FleetProblem[] = [
    {
      pools: [
        {
          model: "A100-80GB",
          price: 3,
          limit: 4,
          existing: [{ count: 2, layout: ["1g.10gb@0", { profile: "3g.40gb", start: 4 }] }],
        },
        { model: "H100-80GB" },
      ],
      requests: [
        {
          name: "a",
          count: 3,
          accepts: [
            { model: "H100-80GB", profile: "1g.10gb" },
            { model: "A100-80GB", wholeGpu: true },
          ],
        },
        { count: 1, accepts: { minMemoryMiB: 9000, minComputeSlices: 1, attributes: ["+me"] } },
      ],
    },
    {
      pools: [{ model: own, existing: [{ count: 1, layout: [] }] }],
      requests: [
        { count: 16, accepts: {} },
        { count: 0, accepts: [{ model: "mine", profile: "1g.5gb" }] },
      ],
    },
  ];

  it.each(problems.map((problem, i) => [i, problem]))("with any one thing of problem %i changed", (_, whole) => {
    for (const problem of changedOnce(whole))
      expect(schemas.fleetProblem.safeParse(problem).success, JSON.stringify(problem)).toBe(core(problem));
  });

  it("on changed problems", () => {
    const outcomes = { true: 0, false: 0 };
    fc.assert(
      fc.property(fc.constantFrom(...problems), fc.array(change, { maxLength: 2 }), (whole, changes) => {
        const problem = changed(whole, changes);
        const accepted = core(problem);
        expect(schemas.fleetProblem.safeParse(problem).success, JSON.stringify(problem)).toBe(accepted);
        outcomes[`${accepted}`]++;
      }),
      { numRuns: 3000 },
    );
    expect(Math.min(outcomes.true, outcomes.false)).toBeGreaterThan(300);
  });

  it("with the same keys", () => {
    type Read = z.input<typeof schemas.fleetProblem>;
    expectTypeOf<Exclude<keyof Read, "about">>().toEqualTypeOf<keyof FleetProblem>();
    expectTypeOf<keyof Read["pools"][number]>().toEqualTypeOf<keyof FleetPool>();
    expectTypeOf<keyof Read["requests"][number]>().toEqualTypeOf<keyof FleetRequest>();
  });
});

describe("the schema of a fleet accepts what the core accepts", () => {
  const own = defineGpuModel({
    name: "mine",
    memorySlices: 4,
    computeSlices: 2,
    profiles: [{ name: "1g.5gb", computeSlices: 1, memorySlices: 2, starts: [0, 2] }],
  });
  const fleets: readonly FleetSnapshot[] = [
    new Fleet([
      { model: "A100-80GB", layout: ["1g.10gb@0", "3g.40gb@4"] },
      { model: "A30-24GB", count: 3 },
    ]).toJSON(),
    {
      version: 1,
      score: "mfi",
      models: [own, "H100-80GB"],
      layouts: [
        { model: 0, layout: [{ profile: "1g.5gb", start: 2, size: 2 }] },
        { model: 1, layout: [] },
      ],
      runs: [0, 2, 1, 1, 0, 1],
      unavailable: [3],
    },
  ];

  // Wrong on purpose.
  const core = (snapshot: unknown) => accepts(() => Fleet.fromJSON(snapshot as FleetSnapshot));

  it.each(fleets.map((fleet, i) => [i, fleet]))("with any one thing of fleet %i changed", (_, whole) => {
    for (const snapshot of changedOnce(whole))
      expect(schemas.fleetSnapshot.safeParse(snapshot).success, JSON.stringify(snapshot)).toBe(core(snapshot));
  });

  it("on changed fleets", () => {
    const outcomes = { true: 0, false: 0 };
    fc.assert(
      fc.property(fc.constantFrom(...fleets), fc.array(change, { maxLength: 2 }), (whole, changes) => {
        const snapshot = changed(whole, changes);
        const accepted = core(snapshot);
        expect(schemas.fleetSnapshot.safeParse(snapshot).success, JSON.stringify(snapshot)).toBe(accepted);
        outcomes[`${accepted}`]++;
      }),
      { numRuns: 2000 },
    );
    expect(Math.min(outcomes.true, outcomes.false)).toBeGreaterThan(200);
  });

  it("with the same keys and choices", () => {
    type Read = z.input<typeof schemas.fleetSnapshot>;
    expectTypeOf<keyof Read>().toEqualTypeOf<keyof FleetSnapshot>();
    expectTypeOf<NonNullable<Read["score"]>>().toEqualTypeOf<FleetSnapshot["score"]>();
  });
});

describe("a document that is wrong", () => {
  const cases: readonly (readonly [keyof typeof schemas, unknown, string, number])[] = [
    ["demand", null, "not a valid demand: an object is needed, not null", 1],
    ["demand", [1], "not a valid demand: an object is needed, not a list", 1],
    ["demand", { a: -1 }, "not a valid demand: a: 0 or more is needed, not -1", 1],
    ["demand", { "1g.10gb": 1.5, b: "2" }, 'not a valid demand: ["1g.10gb"]: a whole number is needed, not 1.5 (and 1 more)', 2],
    ["demand", { a: 2 ** 53 }, "not a valid demand: a: 9007199254740991 or less is needed, not 9007199254740992", 1],
    ["layout", ["3g.40gb"], "not a valid layout: [0]: a placement such as 3g.40gb@4 is needed", 1],
    ["layout", [{ profile: "x" }], "not a valid layout: [0].start: is missing; a number is needed", 1],
    ["layout", [7], "not a valid layout: [0]: a text or an object is needed, not 7", 1],
    ["layout", Array(17).fill("a@0"), "not a valid layout: a length of 16 or less is needed, not 17", 1],
    ["packProblem", { model: "x", demands: {} }, 'not a valid packProblem: there is no key "demands" here (and 1 more)', 2],
    [
      "simulationSpec",
      { fleet: [{ model: "H1", count: 1 }], mix: "foo", load: 0, scores: ["x"] },
      'not a valid simulationSpec: fleet[0].model: "H1" is no GPU model',
      4,
    ],
    [
      "simulationSpec",
      { fleet: [{ model: "H100-80GB", count: 1 }], mix: 7, load: 0, scores: ["x"] },
      "not a valid simulationSpec: mix: a text or an object is needed, not 7 (and 2 more)",
      3,
    ],
    [
      "simulationSpec",
      { fleet: [{ model: "H100-80GB", count: 1 }], mix: "uniform", load: 0, scores: ["mfi"] },
      "not a valid simulationSpec: load: more than 0 is needed, not 0",
      1,
    ],
    [
      "simulationSpec",
      { fleet: [{ model: "H100-80GB", count: 1 }], mix: "uniform", load: 1, scores: ["mfi", "fif"] },
      'not a valid simulationSpec: scores[1]: one of first-fit, best-fit, worst-fit, mfi, mfi-count, least-loss, driver is needed, not "fif"',
      1,
    ],
    [
      "simulationSpec",
      { fleet: [{ model: "H100-80GB", count: 1 }], mix: { "1g.11gb": 1 }, load: 1, scores: ["mfi"] },
      'not a valid simulationSpec: mix["1g.11gb"]: "1g.11gb" does not exist on H100-80GB',
      1,
    ],
    [
      "fleetProblem",
      { pools: [{ model: "A30-24GB", limit: 0, existing: [{ count: 1, layout: [] }] }, { model: "A3" }], requests: [] },
      "not a valid fleetProblem: pools[0].limit: 0 is less than the 1 GPUs that exist (and 1 more)",
      2,
    ],
    [
      "fleetProblem",
      { pools: [], requests: [{ count: 1, accepts: 3 }] },
      "not a valid fleetProblem: requests[0].accepts: a list or an object is needed, not 3",
      1,
    ],
    [
      "gpuModel",
      {
        name: "x",
        memorySlices: 1,
        computeSlices: 1,
        profiles: [{ name: "1g", computeSlices: 1, memorySlices: 1, starts: [1] }],
      },
      "not a valid gpuModel: profiles[0].starts[0]: ",
      1,
    ],
  ];
  it.each(cases)("%s %j", (name, value, message, faults) => {
    const act = () => parseDocument(name, value);
    expect(act).toThrow(expect.objectContaining({ code: "INVALID_INPUT", message: expect.stringContaining(message) }));
    try {
      act();
    } catch (error) {
      expect((error as MigError).faults).toHaveLength(faults); // as the line before has shown
    }
  });

  it("may throw when it is read", () => {
    const trap = {
      get model(): string {
        throw new Error("no");
      },
    };
    expect(() => parseDocument("packProblem", trap)).toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
  });
});

describe("JSON Schema", () => {
  it.each(Object.keys(schemas) as (keyof typeof schemas)[])("%s", (name) => {
    const schema = jsonSchema(name) as Record<string, unknown>; // a schema is an object
    expect(schema).toMatchObject({ $schema: "https://json-schema.org/draft/2020-12/schema", $id: `urn:migpack:schema:${name}` });
    expect([typeof schema.title, typeof schema.description]).toEqual(["string", "string"]);
    expect(Object.isFrozen(schema)).toBe(true);
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
    expect(schema).toMatchSnapshot();
  });

  it("is refused for what is no schema", () => {
    for (const name of ["fleet", "__proto__", "constructor", 1])
      expect(() => jsonSchema(name as never)).toThrow(/there is no such schema; there are gpuModel/);
  });
});

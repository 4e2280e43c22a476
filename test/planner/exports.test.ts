/** The two sides of the border agree: what the module exports is what src/planner/exports.ts says, and numbers mean the same on both. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fleetPlanner, planner } from "../../src/planner/index.js";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
/** `export const NAME: i32 = n;` of an AssemblyScript file, by value. */
const constants = (path: string) =>
  [...read(path).matchAll(/export const (\w+): i32 = (\d+);/g)].map(([, name = "", value]) => [name, Number(value)] as const);

describe("the border between TypeScript and the planner", () => {
  /** Names that an interface of src/planner declares. */
  const declaredIn = (path: string, name: string) => {
    const body = new RegExp(`export interface ${name} [^{]*\\{\\n([\\s\\S]*?)\\n\\}`).exec(read(path))?.[1] ?? "";
    return [...body.matchAll(/^ {2}(?:readonly )?(\w+)[(:]/gm)].map(([, declared = ""]) => declared);
  };
  const shared = declaredIn("src/planner/exports.ts", "ModelCompiler");

  test.each([
    ["the planner", planner(), [...shared, ...declaredIn("src/planner/exports.ts", "Planner")]],
    ["a fleet", fleetPlanner(), [...shared, ...declaredIn("src/planner/fleet.ts", "FleetPlanner")]],
  ])("everything that %s declares it exports, and the other way round", (_, module, declared) => {
    const made = ["mailbox", "mailboxAt", "MAILBOX_LENGTH"]; // by src/planner/module.ts, the first out of the others
    const names = Object.keys(module).filter((name) => !made.includes(name));
    expect(names.sort()).toEqual(declared.filter((name) => !made.includes(name)).sort());
    expect(declared).toContain("mailbox");
  });

  test("reasons of a misfit are in the planner's order", () => {
    const order = [...constants("assembly/layout/misfit.ts")].sort((a, b) => a[1] - b[1]).map(([name]) => name);
    const codes = /const CODES = \[([^\]]*)\]/.exec(read("src/gpu/misfit.ts"))?.[1]?.match(/\w+/g);
    expect(codes).toEqual(order);
  });

  test("scores are in the planner's order, and what nobody asks for by name stands behind them", () => {
    const order = [...constants("assembly/score/score.ts")]
      .sort((a, b) => a[1] - b[1])
      .map(([name]) => name.toLowerCase().replaceAll("_", "-"));
    const scores = /const SCORES[^=]*= \[([^\]]*)\]/.exec(read("src/gpu/scores.ts"))?.[1]?.match(/[\w-]+/g);
    expect(order).toEqual([...(scores ?? []), "scarce-loss"]);
  });

  test("laws of lifetimes are in the planner's order", () => {
    const order = [...constants("assembly/simulate/arrivals.ts")].sort((a, b) => a[1] - b[1]).map(([name]) => name.toLowerCase());
    const laws = /const LAWS[^=]*= \[([^\]]*)\]/.exec(read("src/fleet/simulation/drawn.ts"))?.[1]?.match(/\w+/g);
    expect(laws).toEqual(order);
  });

  test("bits of a tally are those of the planner", () => {
    const bits = Object.fromEntries(constants("assembly/layout/tally.ts"));
    const source = read("src/gpu/faults.ts");
    expect(source).toContain(`COUNT_BIT = ${bits.COUNT};`);
    expect(source).toContain(`INSTANCES_BIT = ${bits.INSTANCES};`);
    expect(source).toContain(`FIRST_BUDGET_BIT = ${bits.BUDGET};`);
  });
});

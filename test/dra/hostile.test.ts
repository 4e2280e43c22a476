/** Whatever is passed: an answer or a MigError. */
import { describe, expect, test } from "vitest";
import * as dra from "../../src/dra/index.js";
import { MigError } from "../../src/index.js";
import { junk, spoilt } from "../support/junk.js";

function answered(call: () => unknown): void {
  try {
    JSON.stringify(call());
  } catch (error) {
    expect(error).toBeInstanceOf(MigError);
  }
}

// All take one argument and options; here on purpose anything.
const functions = Object.entries(dra) as [string, (first: unknown, options?: unknown) => unknown][];
const node = { name: "n", gpus: [{ model: "A30-24GB", mig: ["1g.6gb@0"], uuid: "GPU-1" }] };
const slices = dra.resourceSlices(node);
const small = slices.map((slice) => ({
  ...slice,
  spec: { ...slice.spec, ...(slice.spec.devices === undefined ? {} : { devices: slice.spec.devices.slice(0, 2) }) },
}));
const stat = dra.resourceSlices(node, { form: "static" });
const inputs: Readonly<Record<string, unknown>> = {
  resourceSlices: node,
  modelsFromResourceSlices: small,
  nodesFromResourceSlices: stat,
  resourceClaim: ["1g.10gb", "1g.10gb+me"],
  checkResourceClaim: dra.resourceClaim(["1g.10gb"]),
};

describe.each(functions)("%s", (name, call) => {
  test.each(junk)("%s", (_, bad) => {
    answered(() => call(bad));
    answered(() => call(inputs[name] ?? "1g.10gb", bad));
    for (const each of spoilt(inputs[name] ?? "1g.10gb", bad)) answered(() => call(each));
    for (const option of ["driver", "pool", "form", "generation", "attributes", "name", "sameGpu", "template"]) {
      answered(() => call(inputs[name] ?? "1g.10gb", { [option]: bad }));
    }
  });
});

describe("names that objects know", () => {
  test.each(["__proto__", "constructor", "toString", "hasOwnProperty"])(
    "%s as a counter, a capacity and an attribute",
    (name) => {
      const text = JSON.stringify(slices)
        .replaceAll('"decoders"', JSON.stringify(name))
        .replaceAll('"architecture"', JSON.stringify(name));
      const [model] = dra.modelsFromResourceSlices(JSON.parse(text) as unknown[]); // slices, but for a name
      expect(model?.profiles.every(({ engines }) => engines === null)).toBe(true);
      expect(Object.getPrototypeOf({})).toBe(Object.prototype);
    },
  );
});

test("an expression of one sign, and a pool of a thousand slices", () => {
  const expression = "=".repeat(10_000);
  const claim = {
    kind: "ResourceClaim",
    spec: { devices: { requests: [{ exactly: { selectors: [{ cel: { expression } }] } }] } },
  };
  expect(dra.checkResourceClaim(claim).length).toBe(1);
  const many = dra.resourceSlices({ name: "n", gpus: Array.from({ length: 64 }, () => ({ model: "RTX-PRO-6000-96GB" })) });
  expect(dra.modelsFromResourceSlices(many).length).toBe(1);
});

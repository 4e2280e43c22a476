import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { linkOf, readLink } from "../../playground/src/link.js";
import { checkLayout, gpuModel, minGpus } from "../../src/index.js";
import { arbitraryState } from "./states.js";

describe("linkOf", () => {
  test("can be read by people", () => {
    const { state } = readLink("#gpu=H100-80GB&at=3g.40gb@4,1g.10gb@0&running=1g.10gb@0&demand=2g.20gb:3,1g.10gb:20");
    expect(linkOf(state)).toBe("#gpu=H100-80GB&at=1g.10gb@0,3g.40gb@4&running=1g.10gb@0&demand=1g.10gb:20,2g.20gb:3");
  });

  test("leaves out what is empty", () => {
    expect(linkOf(readLink("#gpu=A30-24GB").state)).toBe("#gpu=A30-24GB");
  });

  test("says all of a state, in an address that needs no escapes", () => {
    fc.assert(
      fc.property(arbitraryState, (state) => {
        const link = linkOf(state);
        expect(readLink(link)).toEqual({ state, problems: [] });
        expect(new URL(link, "https://playground.example/").hash).toBe(link);
      }),
    );
  });
});

describe("readLink", () => {
  test("takes what programs have escaped", () => {
    const { state, problems } = readLink("#gpu=H100-80GB&at=1g.10gb%2Bme%400%2C3g.40gb%404");
    expect(problems).toEqual([]);
    expect(linkOf(state)).toBe("#gpu=H100-80GB&at=1g.10gb+me@0,3g.40gb@4");
  });

  test("takes other names of models and profiles, and writes the canonical ones", () => {
    expect(linkOf(readLink("#gpu=NVIDIA%20H100%2080GB%20HBM3&at=MIG%201g.10gb@0").state)).toBe("#gpu=H100-80GB&at=1g.10gb@0");
  });

  test("without anything is the example, whose third instance has slices enough and no place", () => {
    const { state, problems } = readLink("");
    expect(problems).toEqual([]);
    expect(state.placements.length).toBeGreaterThan(0);
    expect(Object.keys(state.demand).length).toBeGreaterThan(0);
  });

  test("names an unknown GPU and goes on with the example", () => {
    const { state, problems } = readLink("#gpu=H1000&at=1g.10gb@0");
    expect(state).toEqual(readLink("").state);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/H1000/);
  });

  test("leaves out a faulty part alone, and says where the fault is", () => {
    const { state, problems } = readLink("#gpu=H100-80GB&at=1g.10gb@0,1g.10gb@0&running=2g.20gb@0&demand=1g.10gb:x");
    expect(linkOf(state)).toBe("#gpu=H100-80GB&running=2g.20gb@0");
    expect(problems).toHaveLength(2);
    expect(problems[0]).toMatch(/^at\[1\]: .*1g\.10gb/);
    expect(problems[1]).toMatch(/^demand: PROFILE:COUNT .*"1g\.10gb:x"/);
  });

  test("has the library judge a demand", () => {
    expect(readLink("#gpu=H100-80GB&demand=9g.90gb:1").problems[0]).toMatch(/9g\.90gb/);
    expect(readLink("#gpu=H100-80GB&demand=1g.10gb:99999999999999999999").problems).toHaveLength(1);
    expect(readLink("#gpu=H100-80GB&demand=__proto__:1").problems).toHaveLength(1);
  });

  test("makes a state of anything", () => {
    const part = fc.oneof(
      fc.string(),
      fc.string({ unit: "binary" }),
      fc.constantFrom("%", "%zz", "@", ":", "1g.10gb@0", "__proto__:3"),
    );
    const hostile = fc.record({ gpu: fc.oneof(part, fc.constant("H100-80GB")), at: part, running: part, demand: part });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          hostile.map(
            (parts) =>
              `#${Object.entries(parts)
                .map((pair) => pair.join("="))
                .join("&")}`,
          ),
        ),
        (hash) => {
          const { model, placements, running, demand } = readLink(hash).state;
          expect(gpuModel(model).name).toBe(model);
          expect([...checkLayout(model, placements), ...checkLayout(model, running)]).toEqual([]);
          expect(minGpus(model, demand).gpus).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});

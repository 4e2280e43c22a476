import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { linkOf, readLink } from "../../playground/src/link.js";
import { type Action, openLink, reduce, type Turn } from "../../playground/src/reduce.js";
import { checkLayout, gpuModel, gpuModels, minGpus } from "../../src/index.js";
import { arbitraryState } from "./states.js";

const EXAMPLE = "#gpu=H100-80GB&at=1g.10gb@0,2g.20gb@4";

/** The turn after each of these actions, one after another. */
function play(link: string, ...actions: Action[]): Turn {
  return actions.reduce(reduce, openLink(link));
}

function placement(link: string, index = 0) {
  const found = readLink(link).state.placements[index];
  if (found === undefined) throw new Error("the link has fewer");
  return found;
}

describe("placing", () => {
  test("at a start that is chosen", () => {
    const turn = play(EXAMPLE, { do: "place", profile: "2g.20gb", start: 2 });
    expect(linkOf(turn.state)).toBe("#gpu=H100-80GB&at=1g.10gb@0,2g.20gb@2,2g.20gb@4");
    expect(turn).toMatchObject({ says: "2g.20gb placed at start 2", refused: false });
  });

  test("where most stays possible, without one", () => {
    const turn = play("#gpu=H100-80GB", { do: "place", profile: "3g.40gb", start: null });
    expect(linkOf(turn.state)).toBe("#gpu=H100-80GB&at=3g.40gb@4");
    expect(turn.says).toBe("3g.40gb placed at start 4");
  });

  test("what does not fit changes nothing and says why", () => {
    const before = openLink(EXAMPLE);
    const turn = reduce(before, { do: "place", profile: "3g.40gb", start: null });
    expect(turn.state).toBe(before.state);
    expect(turn).toMatchObject({
      refused: true,
      says: "3g.40gb needs memory slices 0-3 or 4-7; slice 0 holds 1g.10gb, slices 4-5 hold 2g.20gb",
    });
  });

  test("what the library refuses as a call changes nothing either", () => {
    const before = openLink(EXAMPLE);
    for (const action of [
      { do: "place", profile: "3g.40gb", start: 1 },
      { do: "place", profile: "9g.90gb", start: null },
      { do: "want", profile: "1g.10gb", count: 1.5 },
      { do: "want", profile: "1g.10gb", count: -1 },
      { do: "choose model", model: "H1000" },
    ] satisfies Action[]) {
      const turn = reduce(before, action);
      expect(turn.state).toBe(before.state);
      expect(turn.refused).toBe(true);
      expect(turn.says).not.toBe("");
    }
  });
});

describe("making room", () => {
  test("recreates what is in the way and places the profile", () => {
    const turn = play(EXAMPLE, { do: "make room", profile: "3g.40gb" });
    expect(linkOf(turn.state)).toBe("#gpu=H100-80GB&at=3g.40gb@0,2g.20gb@4,1g.10gb@6");
    expect(turn.says).toBe("1g.10gb@0 recreated at 6; 3g.40gb placed at start 0");
  });

  test("where nothing moved helps, says why", () => {
    expect(play(EXAMPLE, { do: "make room", profile: "7g.80gb" })).toMatchObject({
      refused: true,
      says: "7g.80gb needs 8 memory slices; 3 of 8 are taken",
    });
  });
});

describe("moving", () => {
  test("goes to the next free start and stays with the instance", () => {
    const turn = play(EXAMPLE, { do: "move", placement: placement(EXAMPLE), direction: 1 });
    expect(turn).toMatchObject({ says: "1g.10gb moved from start 0 to 1", focus: 1 });
    const far = play(EXAMPLE, { do: "move", placement: placement(EXAMPLE, 1), direction: -1 });
    expect(far).toMatchObject({ says: "2g.20gb moved from start 4 to 2", focus: 2 });
  });

  test("passes over what is taken, and stops at the last free start", () => {
    const link = "#gpu=H100-80GB&at=1g.10gb@3,2g.20gb@4";
    expect(play(link, { do: "move", placement: placement(link), direction: 1 })).toMatchObject({ focus: 6 });
    expect(play(EXAMPLE, { do: "move", placement: placement(EXAMPLE), direction: -1 })).toMatchObject({
      refused: true,
      says: "1g.10gb has no free start before 0",
    });
  });
});

describe("removing", () => {
  test("leaves the keyboard at the next instance, then the one before, then the board", () => {
    const link = "#gpu=A30-24GB&at=1g.6gb@0,1g.6gb@1";
    const first = play(link, { do: "remove", placement: placement(link) });
    expect(first).toMatchObject({ says: "1g.6gb removed from start 0", focus: 1 });
    expect(play(link, { do: "remove", placement: placement(link, 1) })).toMatchObject({ focus: 0 });
    expect(reduce(first, { do: "remove", placement: placement(link, 1) })).toMatchObject({
      focus: "board",
      state: { placements: [] },
    });
  });
});

describe("another model", () => {
  test("keeps what it has under the same names", () => {
    const turn = play(`${EXAMPLE}&demand=1g.10gb:3`, { do: "choose model", model: "A100-80GB" });
    expect(linkOf(turn.state)).toBe("#gpu=A100-80GB&at=1g.10gb@0,2g.20gb@4&demand=1g.10gb:3");
    expect(turn.says).toBe("A100-80GB");
  });

  test("drops what it has not, and says so", () => {
    const turn = play(`${EXAMPLE}&running=1g.10gb@0&demand=1g.10gb:3`, { do: "choose model", model: "A30-24GB" });
    expect(linkOf(turn.state)).toBe("#gpu=A30-24GB");
    expect(turn.says).toBe("A30-24GB; what was on the board cannot be on it");
  });
});

test("a demand is counted in GPUs, and a count of zero leaves it", () => {
  const turn = play("#gpu=H100-80GB", { do: "want", profile: "3g.40gb", count: 5 }, { do: "want", profile: "1g.10gb", count: 1 });
  expect(linkOf(turn.state)).toBe("#gpu=H100-80GB&demand=1g.10gb:1,3g.40gb:5");
  expect(turn.says).toBe("3 GPUs hold the demand");
  expect(linkOf(reduce(turn, { do: "want", profile: "3g.40gb", count: 0 }).state)).toBe("#gpu=H100-80GB&demand=1g.10gb:1");
});

test("a layout is shown by start, and what runs is told", () => {
  const [second, first] = [placement(EXAMPLE, 1), placement(EXAMPLE)];
  const turn = play("#gpu=H100-80GB", { do: "show", layout: [second, first] }, { do: "run", running: [first] });
  expect(linkOf(turn.state)).toBe(`${EXAMPLE}&running=1g.10gb@0`);
  expect(turn.says).toBe("The running GPU has 1g.10gb@0");
});

test("whatever is done in whatever order, the state is one that can be, frozen, and said by its link", () => {
  const profiles = [...new Set(gpuModels().flatMap((model) => model.profiles.map(({ name }) => name)))];
  const profile = fc.constantFrom(...profiles);
  const doing = fc.oneof(
    fc.record({ do: fc.constant("place" as const), profile, start: fc.option(fc.nat(12)) }),
    fc.record({ do: fc.constant("make room" as const), profile }),
    fc.record({ do: fc.constant("remove at" as const), index: fc.nat(6) }),
    fc.record({ do: fc.constant("move at" as const), index: fc.nat(6), direction: fc.constantFrom(-1 as const, 1 as const) }),
    fc.record({ do: fc.constant("want" as const), profile, count: fc.nat(1000) }),
    fc.record({ do: fc.constant("choose model" as const), model: fc.constantFrom(...gpuModels().map(({ name }) => name)) }),
  );
  fc.assert(
    fc.property(arbitraryState, fc.array(doing, { maxLength: 12 }), (start, doings) => {
      let turn: Turn = { state: start, says: "", refused: false };
      for (const one of doings) {
        const target = "index" in one ? turn.state.placements[one.index] : undefined;
        if ("index" in one && target === undefined) continue;
        const action = "index" in one ? { ...one, do: one.do === "move at" ? "move" : "remove", placement: target } : one;
        turn = reduce(turn, action as Action); // put together above
        const { model, placements, running, demand } = turn.state;
        expect(gpuModel(model).name).toBe(model);
        expect([...checkLayout(model, placements), ...checkLayout(model, running)]).toEqual([]);
        expect(minGpus(model, demand).optimal).toBe(true);
        if (turn.state !== start) expect(Object.isFrozen(turn.state)).toBe(true);
        expect(readLink(linkOf(turn.state))).toEqual({ state: turn.state, problems: [] });
      }
    }),
    { numRuns: 200 },
  );
});

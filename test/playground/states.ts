import fc from "fast-check";
import { demandOn } from "../../playground/src/demand.js";
import { byStart, type State } from "../../playground/src/state.js";
import { gpuModels } from "../../src/index.js";
import { arbitraryDemand, arbitraryLayout } from "../../src/testing/index.js";

/** Every state that a visitor can come to, of every model. */
export const arbitraryState: fc.Arbitrary<State> = fc.constantFrom(...gpuModels()).chain((model) =>
  fc.record({
    model: fc.constant(model.name),
    placements: arbitraryLayout(model).map(byStart),
    running: arbitraryLayout(model).map(byStart),
    demand: arbitraryDemand(model).map((demand) => demandOn(model.name, demand)),
  }),
);

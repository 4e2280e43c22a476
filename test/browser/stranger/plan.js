import { planFleet } from "migpack";

/** A plan that the solver has to find. */
export const plan = () =>
  planFleet({
    pools: [
      { model: "A30-24GB", price: 5 },
      { model: "H100-80GB", price: 28 },
    ],
    requests: [{ count: 40, accepts: { minMemoryMiB: 9000 } }],
  });

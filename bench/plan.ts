/** `planFleet` on mixed fleets: how long until the optimum is proven. */
import { planFleet } from "migpack";
import { type Comparison, comparison, isQuick, median } from "./harness.js";
import { mixedFleet, REQUESTS } from "./mixed-fleet.js";

const INSTANCES = 30;

export async function plans(): Promise<Comparison[]> {
  return [await timed("nothing in use", false), await timed("two pools in use, in 10 states", true)];
}

/** Each instance once, the first twice: loading the solver is not part of a plan. */
async function timed(title: string, inUse: boolean): Promise<Comparison> {
  await planFleet(mixedFleet(1, inUse));
  const times: number[] = [];
  for (let seed = 1; seed <= (isQuick ? 3 : INSTANCES); seed++) {
    const problem = mixedFleet(seed, inUse);
    const begin = performance.now();
    const { status } = await planFleet(problem);
    times.push((performance.now() - begin) * 1e6);
    if (status !== "optimal") throw new Error(`seed ${seed}: ${status}`);
  }
  const timing = {
    name: "planFleet",
    nanoseconds: median(times),
    fastest: Math.min(...times),
    slowest: Math.max(...times),
    ratio: 1,
  };
  return comparison(
    `planFleet, 5 models, ${REQUESTS} request classes, 1e3 to 1e7 requests, ${title}`,
    { questions: times.length, rounds: 1 },
    [timing],
    "half a second on two cores",
  );
}

/** Demands, the fewest GPUs that hold them, and both halves of the proof: vectors/packings. */
import { pack } from "../../src/index.js";
import type { Demand, GpuModel } from "../../src/model/types.js";
import { Random } from "../random.js";

const EACH = 50;
/** Digits of the largest counts: from one GPU to more than there are. */
const MAX_DIGITS = 9;

export function packingsFile(model: GpuModel, seed: number): Readonly<Record<string, unknown>> {
  const random = new Random(seed, `${model.name} packings`);
  const packings = Array.from({ length: EACH }, (_, i) => {
    const demand = drawn(model, random, 1 + (i % MAX_DIGITS));
    const { gpus, optimal, certificate, groups } = pack(model, demand);
    if (!optimal || certificate.kind !== "inequality") throw new Error(`${model.name}: no proof for ${JSON.stringify(demand)}`);
    return {
      demand,
      gpus,
      proof: { weights: certificate.weights, perGpu: certificate.perGpu },
      groups: groups.map(({ count, layout }) => ({ count, layout: layout.map(({ profile, start }) => `${profile}@${start}`) })),
    };
  });
  return { model: model.name, seed, packings };
}

/** About half of the profiles; never none. */
function drawn(model: GpuModel, random: Random, digits: number): Demand {
  const counts = model.profiles.flatMap(({ name }) =>
    random.below(2) === 0 ? [] : [[name, 1 + random.below(10 ** digits)] as const],
  );
  return counts.length === 0 ? drawn(model, random, digits) : Object.fromEntries(counts);
}

/** `minGpus` and `pack` against HiGHS on the same demands, and what the usual heuristic loses. */
import { type Demand, gpuModel, minGpus, pack } from "migpack";
import { MIXES } from "../src/fleet/simulation/mix.js";
import { firstFitDecreasing } from "./contenders/first-fit-decreasing.js";
import { loadHighs, PatternProgram } from "./contenders/milp.js";
import { type Comparison, compare, median } from "./harness.js";
import { random } from "./random.js";

const MODEL = "A100-80GB";
const DEMANDS = 20;

export interface Loss {
  readonly mix: string;
  readonly requests: number;
  /** GPUs above the optimum, in percent: median and worst over the demands */
  readonly median: number;
  readonly worst: number;
}

function plainProfiles(): string[] {
  return gpuModel(MODEL)
    .profiles.filter(({ attributes }) => attributes.length === 0)
    .map(({ name }) => name);
}

/** Counts drawn one request at a time, in the shuffled order in which they are drawn. */
function drawRequests(mix: readonly number[], requests: number, seed: number): string[] {
  const names = plainProfiles();
  const next = random(seed);
  const total = mix.reduce((a, b) => a + b, 0);
  return Array.from({ length: requests }, () => {
    let rest = next() * total;
    const index = mix.findIndex((share) => (rest -= share) < 0);
    return names[index < 0 ? names.length - 1 : index] ?? "";
  });
}

function countUp(requests: readonly string[]): Demand {
  const counts: Record<string, number> = {};
  for (const name of requests) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** A demand of about `requests`, without drawing each. */
function largeDemand(requests: number, seed: number): Demand {
  const next = random(seed);
  const names = plainProfiles();
  const shares = names.map(() => next());
  const sum = shares.reduce((a, b) => a + b, 0);
  return Object.fromEntries(names.map((name, i) => [name, Math.round(((shares[i] ?? 0) / sum) * requests)]));
}

export async function packing(): Promise<Comparison[]> {
  const program = new PatternProgram(await loadHighs(), MODEL, plainProfiles());
  const demands = Array.from({ length: DEMANDS }, (_, i) => largeDemand(1e7, 100 + i));
  for (const demand of demands) {
    if (program.minGpus(demand) !== minGpus(MODEL, demand).gpus)
      throw new Error(`contenders disagree on ${JSON.stringify(demand)}`);
  }
  const often = 200;
  const each = (times: number, answer: (demand: Demand) => number) => () => {
    let sum = 0;
    for (let i = 0; i < times; i++) for (const demand of demands) sum += answer(demand);
    return sum / times;
  };
  // HiGHS answers each demand once a round and migpack many times; `compare` divides by questions, so each run is scaled to them.
  const ours = [
    compare(
      `minGpus, 1e7 requests (${MODEL})`,
      DEMANDS * often,
      [{ name: "migpack", run: each(often, (demand) => minGpus(MODEL, demand).gpus) }],
      { target: "under 1 us" },
    ),
    compare(
      `pack, 1e7 requests (${MODEL})`,
      DEMANDS * often,
      [{ name: "migpack", run: each(often, (demand) => pack(MODEL, demand).groups.length) }],
      { target: "under 150 us" },
    ),
  ];
  const theirs = compare(
    "",
    DEMANDS,
    [{ name: "HiGHS, integer program over patterns", run: each(1, (demand) => program.minGpus(demand)) }],
    { rounds: 5 },
  );
  const [highs] = theirs.timings;
  if (highs === undefined) return ours;
  return ours.map((comparison) => ({
    ...comparison,
    timings: [...comparison.timings, { ...highs, ratio: highs.nanoseconds / (comparison.timings[0]?.nanoseconds ?? 1) }],
  }));
}

/** What first-fit-decreasing uses above the optimum. */
export function heuristicLoss(requests: number): Loss[] {
  return Object.entries(MIXES).map(([mix, shares]) => {
    const losses = Array.from({ length: 5 }, (_, i) => {
      const drawn = drawRequests(shares, requests, 1000 + i);
      const optimum = minGpus(MODEL, countUp(drawn)).gpus;
      return (firstFitDecreasing(gpuModel(MODEL), drawn) / optimum - 1) * 100;
    });
    return { mix, requests, median: median(losses), worst: Math.max(...losses) };
  });
}

/** Place + release pairs on a fleet in steady state: by size and by score, against the same in C, and against a scan of all GPUs. */
import { gpuModel, type Score } from "migpack";
import { compileInto, fleetPlanner } from "../src/planner/index.js";
import { Churn, FILLING, MIX, MODEL, SEED } from "./churn.js";
import { CompiledFleet, type ScoreInC } from "./contenders/fleet-c.js";
import { NaiveScan } from "./contenders/naive-scan.js";
import { type Comparison, type Contender, compare, comparison, isQuick, type Timing } from "./harness.js";
import { random } from "./random.js";

const SCORES: readonly Score[] = ["first-fit", "best-fit", "worst-fit", "mfi", "mfi-count", "least-loss", "driver"];
const PAIRS = isQuick ? 256 : 4096;
const TURNS = 31;
/** Rounds of a turn: the first find the caches full of another contender's fleet. */
const ROUNDS = isQuick ? 1 : 16;
const SCANS = 20;
const [SMALL, MIDDLE, LARGE] = isQuick ? [100, 1_000, 10_000] : [100, 10_000, 1_000_000];

const sizeOf = (gpus: number) => `${gpus.toLocaleString("en")} GPUs`;

/** `round` returns nanoseconds a pair, and so does a turn. */
function inTurns(name: string, round: () => number): Contender {
  const run = () => Array.from({ length: ROUNDS }, round).reduce((sum, took) => sum + took, 0) / ROUNDS;
  return { name, run, timesItself: true };
}

function ours(gpus: number, score: Score): Contender & { readonly churn: Churn } {
  const churn = new Churn(gpus, score, PAIRS);
  return { ...inTurns(`Fleet, ${score}, ${sizeOf(gpus)}`, () => churn.round()), churn };
}

/** Ours by size; beside it C, and C that takes any GPU of a bucket. All took the same rounds. */
function bySize(compiled: CompiledFleet | null): Comparison[] {
  const title = `Fleet, a place and a release in batches, eight tenths full (${MODEL}, mfi-count)`;
  const target = "10 million pairs a second at 10,000 GPUs: 100 ns";
  const fleets = [SMALL, MIDDLE, LARGE].map((gpus) => ours(gpus, "mfi-count"));
  if (compiled === null) return [compare(title, PAIRS, fleets, { rounds: TURNS, target })];
  const pairs = [
    { gpus: MIDDLE, score: "mfi-count", fleet: fleets[1] },
    { gpus: LARGE, score: "mfi-count", fleet: fleets[2] },
    { gpus: MIDDLE, score: "first-fit", fleet: ours(MIDDLE, "first-fit") },
  ] satisfies { gpus: number; score: ScoreInC; fleet: (typeof fleets)[number] | undefined }[];
  const against = pairs.map(({ gpus, score, fleet }) => {
    const [lowest, any] = (["lowest", "any"] as const).map((variant) => compiled.fleet(variant, gpus, score, PAIRS));
    const contenders = [
      inTurns(`C, ${score}, ${sizeOf(gpus)}`, () => lowest?.round() ?? 0),
      inTurns(`C, any GPU, ${score}, ${sizeOf(gpus)}`, () => any?.round() ?? 0),
    ];
    return { gpus, score, fleet, lowest, contenders };
  });
  const first = pairs[2]?.fleet;
  const all = [...fleets, ...(first === undefined ? [] : [first]), ...against.flatMap(({ contenders }) => contenders)];
  const run = compare("", PAIRS, all, { rounds: TURNS });
  const timingsOf = (contenders: readonly (Contender | undefined)[]): Timing[] =>
    contenders.flatMap((contender) => run.timings.filter(({ name }) => name === contender?.name));
  for (const { gpus, score, fleet, lowest } of against) {
    if (fleet?.churn.checksum === lowest?.checksum) continue;
    throw new Error(`${score} on ${gpus} GPUs decides otherwise than the same algorithm in C`);
  }
  return [
    comparison(title, run, timingsOf(fleets), target),
    comparison("The same in C by size", run, timingsOf(against.slice(0, 2).map(({ contenders }) => contenders[0]))),
    ...against.map(({ gpus, score, fleet, contenders }) =>
      comparison(
        `Fleet against the same algorithm in C, ${score}, ${sizeOf(gpus)}; same places`,
        run,
        timingsOf([contenders[0], fleet, contenders[1]]),
        "within 1.5 times",
      ),
    ),
  ];
}

function byScore(): Comparison {
  const contenders = SCORES.map((score) => ours(MIDDLE, score));
  return compare(`Fleet by score, ${sizeOf(MIDDLE)}`, PAIRS, contenders, { rounds: TURNS });
}

/** A scheduler that looks at every GPU for every request. */
function scanned(gpus: number): Contender {
  const scan = new NaiveScan(gpuModel(MODEL), gpus);
  const next = random(SEED);
  const draw = () => MIX[Math.floor(next() * MIX.length)] ?? "";
  scan.fill(Array.from({ length: Math.round((gpus * FILLING) / 10) }, draw));
  const requests = Array.from({ length: SCANS }, draw);
  const run = () => requests.reduce((sum, profile) => sum + scan.placeAndRelease(profile), 0);
  return { name: `a scan of all, ${sizeOf(gpus)}`, run };
}

export function fleets(): Comparison[] {
  const compiled = CompiledFleet.make();
  try {
    const sizes = bySize(compiled);
    const scores = byScore();
    const scan = compare("", SCANS, [scanned(MIDDLE)], { rounds: 5 });
    const fleet = scores.timings.filter(({ name }) => name.includes("mfi-count"));
    const title = `Fleet against a scan of all GPUs, mfi-count, ${sizeOf(MIDDLE)}`;
    return [...sizes, scores, comparison(title, scan, [...fleet, ...scan.timings], "50 times faster")];
  } finally {
    compiled?.dispose();
  }
}

/** Bytes of memory for each GPU of a large fleet, state tables included, when it is full. */
export function fleetMemory(): { gpus: number; bytesPerGpu: number } {
  const planner = fleetPlanner();
  planner.open(0);
  const model = gpuModel(MODEL);
  const number = planner.addModel(compileInto(planner, model));
  planner.addGpus(planner.emptyLayout(number), LARGE);
  const wants = MIX.map((wanted) => {
    const want = planner.addWant();
    planner.addMeaning(
      want,
      number,
      model.profiles.findIndex(({ name }) => name === wanted),
    );
    return want;
  });
  const next = random(SEED);
  for (let i = 0; i < (LARGE * FILLING) / 10; i++) planner.place(wants[Math.floor(next() * wants.length)] ?? 0);
  return { gpus: LARGE, bytesPerGpu: planner.memory.buffer.byteLength / LARGE };
}

/** Place + release pairs on a fleet in steady state, by size and by score, and against a scan of all GPUs. */
import { Fleet, gpuModel, type Score } from "migpack";
import { NaiveScan } from "./contenders/naive-scan.js";
import { type Comparison, type Contender, compare, isQuick } from "./harness.js";
import { random } from "./random.js";

const MODEL = "H100-80GB";
const SCORES: readonly Score[] = ["first-fit", "best-fit", "worst-fit", "mfi", "mfi-count", "driver"];
const PAIRS = isQuick ? 256 : 4096;
const SCANS = 20;

/** Plain profiles, small ones more often, so that GPUs hold several instances each. */
const MIX = ["1g.10gb", "1g.10gb", "1g.20gb", "2g.20gb", "2g.20gb", "3g.40gb", "4g.40gb"];

function requestsFor(fleet: Fleet, count: number, seed: number): Uint8Array {
  const next = random(seed);
  return Uint8Array.from({ length: count }, () => fleet.profileNames.indexOf(MIX[Math.floor(next() * MIX.length)] ?? ""));
}

/** A fleet of which about seven in ten memory slices are taken, with holes: each round places a batch and releases as much. */
function steady(gpus: number, score: Score): Contender {
  const fleet = new Fleet([{ model: MODEL, count: gpus }], { score });
  const filling = requestsFor(fleet, Math.round(gpus * 2.4), 1);
  const placed = new Int32Array(filling.length);
  fleet.placeBatch(filling, placed);
  fleet.releaseBatch(placed.map((code, i) => (i % 9 === 0 ? code : -1)));
  const requests = requestsFor(fleet, PAIRS, 2);
  const out = new Int32Array(PAIRS);
  const run = () => {
    const count = fleet.placeBatch(requests, out);
    fleet.releaseBatch(out);
    return count;
  };
  return { name: `${score}, ${gpus.toLocaleString("en")} GPUs`, run };
}

/** The same fleet, scanned for each request. */
function scanned(gpus: number): Contender {
  const scan = new NaiveScan(gpuModel(MODEL), gpus);
  const next = random(1);
  const draw = () => MIX[Math.floor(next() * MIX.length)] ?? "";
  scan.fill(Array.from({ length: Math.round(gpus * 2.4) }, draw));
  const requests = Array.from({ length: SCANS }, draw);
  const run = () => requests.reduce((sum, profile) => sum + scan.placeAndRelease(profile), 0);
  return { name: `scan of all GPUs, ${gpus.toLocaleString("en")}`, run };
}

export function fleets(): Comparison[] {
  const sizes = isQuick ? [100, 1_000] : [100, 10_000, 1_000_000];
  const target = "10 million pairs a second at 10,000 GPUs: 100 ns";
  const bySize = compare(
    `Fleet, a place and a release in batches (${MODEL}, mfi-count)`,
    PAIRS,
    sizes.map((gpus) => steady(gpus, "mfi-count")),
    { target },
  );
  const middle = sizes[1] ?? 100;
  const byScore = compare(
    `Fleet by score, ${middle.toLocaleString("en")} GPUs`,
    PAIRS,
    SCORES.map((score) => steady(middle, score)),
  );
  const scan = compare("", SCANS, [scanned(middle)], { rounds: 5 });
  const [ours] = byScore.timings.filter(({ name }) => name.startsWith("mfi-count"));
  const against = {
    ...scan,
    title: `Fleet against a scan of all GPUs, ${middle.toLocaleString("en")} GPUs, mfi-count`,
    target: "50 times faster",
    timings: [...(ours === undefined ? [] : [{ ...ours, ratio: 1 }]), ...scan.timings].map((timing) => ({
      ...timing,
      ratio: timing.nanoseconds / (ours?.nanoseconds ?? 1),
    })),
  };
  return [bySize, byScore, against];
}

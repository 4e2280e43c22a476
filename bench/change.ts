/** Changing what runs: one GPU from layout to layout, room for one more over a fleet, and compaction of a fleet. */
import { compact, Fleet, gpuModel, layouts, makeRoom, minGpus, reconfigure } from "migpack";
import { ChangeTable } from "./contenders/change-by-table.js";
import { fewestMoves } from "./contenders/compact-milp.js";
import { loadHighs } from "./contenders/milp.js";
import { fragment } from "./fragmented-fleet.js";
import { type Comparison, compare, comparison, isQuick, median, type Timing } from "./harness.js";
import { random } from "./random.js";

const MODEL = "A100-80GB";
const PROFILES = gpuModel(MODEL)
  .profiles.filter(({ attributes }) => attributes.length === 0)
  .map(({ name }) => name);
/** What the issue of compaction is measured on: two instances and more for each GPU. */
const ALIVE = 2.081;
const PAIRS = isQuick ? 20 : 500;
const SIZES: readonly number[] = isQuick ? [100, 1000] : [1000, 100_000];

export async function changes(): Promise<Comparison[]> {
  return [reconfigurations(), ...rooms(), await compactions(), await againstHighs()];
}

function fragmented(gpus: number): Fleet {
  const fleet = new Fleet([{ model: MODEL, count: gpus }], { score: "first-fit" });
  fragment(fleet, PROFILES, Math.round(gpus * ALIVE));
  return fleet;
}

function reconfigurations(): Comparison {
  const all = [...layouts(MODEL)];
  const next = random(1);
  const any = () => all[Math.floor(next() * all.length)] ?? [];
  const pairs = Array.from({ length: PAIRS }, () => ({ from: any(), to: any().map(({ profile }) => profile) }));
  const table = new ChangeTable(MODEL);
  const ours = ({ from, to }: (typeof pairs)[number]) =>
    reconfigure(MODEL, from, to).destroyed.reduce((sum, { size }) => sum + 1 + size / 100, 0);
  for (const pair of pairs) {
    if (Math.abs(ours(pair) - table.least(pair.from, pair.to)) > 1e-9) throw new Error(`not the least: ${JSON.stringify(pair)}`);
  }
  return compare(`reconfigure, random pairs of layouts (${MODEL})`, PAIRS, [
    { name: "reconfigure", run: () => pairs.reduce((sum, pair) => sum + ours(pair), 0) },
    { name: "a table of all its layouts", run: () => pairs.reduce((sum, { from, to }) => sum + table.least(from, to), 0) },
  ]);
}

/** Largest profiles fit nowhere, so that one or two instances have to move, or no answer is found within two moves. */
function rooms(): Comparison[] {
  const fleets = SIZES.map((gpus) => {
    const fleet = fragmented(gpus);
    for (const profile of [...PROFILES].reverse().slice(0, 3)) while (fleet.place(profile) !== null);
    return { gpus, fleet };
  });
  return [...PROFILES]
    .reverse()
    .slice(0, 3)
    .map((profile) => {
      const contenders = fleets.map(({ gpus, fleet }) => ({
        name: `makeRoom, ${gpus.toLocaleString("en")} GPUs`,
        run: () => {
          const room = makeRoom(fleet, profile);
          return room.possible === true ? room.moves.length : 0;
        },
      }));
      const room = makeRoom(fleets[0]?.fleet ?? new Fleet([]), profile);
      const what = room.possible === true ? `${room.moves.length} moves` : "none within 2 moves";
      return compare(`makeRoom for a ${profile} that fits nowhere (${what})`, 1, contenders, { target: "50 ms" });
    });
}

async function compactions(): Promise<Comparison> {
  const timings: Timing[] = [];
  const rounds = isQuick ? 1 : 5;
  let title = "";
  for (const gpus of SIZES) {
    const fleet = fragmented(gpus);
    const times: number[] = [];
    for (let round = 0; round <= rounds; round++) {
      const begin = performance.now();
      const plan = await compact(fleet);
      if (round > 0) times.push((performance.now() - begin) * 1e6);
      if (!plan.optimal) throw new Error(`${gpus} GPUs: not proven optimal`);
      title ||= `compact, ${plan.gpusBefore} of ${gpus} GPUs in use become ${plan.gpusAfter} with ${plan.movesBound} moves, and so on`;
    }
    timings.push(timingOf(`compact, ${gpus.toLocaleString("en")} GPUs`, times));
  }
  return comparison(title, { questions: 1, rounds }, timings, "a second");
}

/** The whole integer program at once, on a fleet small enough for that. */
async function againstHighs(): Promise<Comparison> {
  const gpus = isQuick ? 30 : 100;
  const fleet = fragmented(gpus);
  const highs = await loadHighs();
  const demand: Record<string, number> = {};
  for (let gpu = 0; gpu < gpus; gpu++) {
    for (const { profile } of fleet.layout(gpu)) demand[profile] = (demand[profile] ?? 0) + 1;
  }
  const least = minGpus(MODEL, demand).gpus;
  const times: [number[], number[]] = [[], []];
  const rounds = isQuick ? 1 : 3;
  for (let round = 0; round < rounds; round++) {
    const begin = performance.now();
    const { movesBound } = await compact(fleet);
    const between = performance.now();
    const moves = fewestMoves(highs, MODEL, fleet, least);
    times[0].push((between - begin) * 1e6);
    times[1].push((performance.now() - between) * 1e6);
    if (moves < movesBound) throw new Error(`HiGHS moves ${moves}, which compact says cannot be`);
  }
  return comparison(`compact with its frontier, against HiGHS on the last point of it, ${gpus} GPUs`, { questions: 1, rounds }, [
    timingOf("compact", times[0]),
    timingOf("HiGHS on all columns", times[1]),
  ]);
}

function timingOf(name: string, times: readonly number[]): Timing {
  return { name, nanoseconds: median(times), fastest: Math.min(...times), slowest: Math.max(...times), ratio: 1 };
}

/** `fit`, `capacity` and `freeStarts` through the typed API, against a plain search and against the best table. */
import { capacity, fit, freeStarts, gpuModel, layouts } from "migpack";
import { Backtracking } from "./contenders/backtracking.js";
import { StateTable } from "./contenders/table.js";
import { type Comparison, compare } from "./harness.js";
import { random } from "./random.js";

const MODEL = "H100-80GB";
const QUESTIONS = 2000;

interface Question {
  readonly occupied: readonly string[];
  readonly profiles: readonly string[];
  readonly profile: string;
}

/** Mixed requests of one to four profiles on GPUs that hold up to four instances; about half of them fit. */
function questions(seed: number): Question[] {
  const next = random(seed);
  const all = [...layouts(MODEL)].filter((layout) => layout.length <= 4);
  const names = gpuModel(MODEL)
    .profiles.map(({ name }) => name)
    .filter((name) => !name.startsWith("7g"));
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T; // an index in range
  return Array.from({ length: QUESTIONS }, () => ({
    occupied: pick(all).map(({ profile, start }) => `${profile}@${start}`),
    profiles: Array.from({ length: 1 + Math.floor(next() * 4) }, () => pick(names)),
    profile: pick(names),
  }));
}

export function oneGpu(): Comparison[] {
  const model = gpuModel(MODEL);
  const asked = questions(1);
  const table = new StateTable(model);
  const plain = new Backtracking(model);
  const fitting = asked.filter(({ profiles, occupied }) => table.fit(profiles, occupied) !== null);
  agree(asked, table, plain);
  const each = (list: readonly Question[], answer: (question: Question) => number) => () =>
    list.reduce((sum, question) => sum + answer(question), 0);
  return [
    compare(
      `fit, requests that fit (${MODEL})`,
      fitting.length,
      [
        { name: "migpack", run: each(fitting, ({ profiles, occupied }) => Number(fit(MODEL, profiles, { occupied }).fits)) },
        {
          name: "TypeScript state table",
          run: each(fitting, ({ profiles, occupied }) => Number(table.fit(profiles, occupied) !== null)),
        },
        {
          name: "TypeScript backtracking",
          run: each(fitting, ({ profiles, occupied }) => Number(plain.fit(profiles, occupied) !== null)),
        },
      ],
      { target: "about 1 us" },
    ),
    compare(`fit, all requests: refusals say why and what must move (${MODEL})`, asked.length, [
      { name: "migpack", run: each(asked, ({ profiles, occupied }) => Number(fit(MODEL, profiles, { occupied }).fits)) },
      {
        name: "TypeScript state table, yes or no",
        run: each(asked, ({ profiles, occupied }) => Number(table.fit(profiles, occupied) !== null)),
      },
      {
        name: "TypeScript backtracking, yes or no",
        run: each(asked, ({ profiles, occupied }) => Number(plain.fit(profiles, occupied) !== null)),
      },
    ]),
    compare(
      `capacity (${MODEL})`,
      asked.length,
      [
        { name: "migpack", run: each(asked, ({ occupied }) => capacity(MODEL, occupied)["1g.10gb"] ?? 0) },
        { name: "TypeScript state table", run: each(asked, ({ occupied }) => table.capacity(occupied)["1g.10gb"] ?? 0) },
        { name: "TypeScript backtracking", run: each(asked, ({ occupied }) => plain.capacity(occupied)["1g.10gb"] ?? 0) },
      ],
      { target: "under 300 ns" },
    ),
    compare(
      `freeStarts (${MODEL})`,
      asked.length,
      [
        { name: "migpack", run: each(asked, ({ profile, occupied }) => freeStarts(MODEL, profile, occupied).length) },
        {
          name: "TypeScript state table",
          run: each(asked, ({ profile, occupied }) => table.freeStarts(profile, occupied).length),
        },
        {
          name: "TypeScript backtracking",
          run: each(asked, ({ profile, occupied }) => plain.freeStarts(profile, occupied).length),
        },
      ],
      { target: "under 300 ns" },
    ),
  ];
}

/** A comparison counts only between equal answers. */
function agree(asked: readonly Question[], table: StateTable, plain: Backtracking): void {
  for (const { profiles, occupied, profile } of asked) {
    const ours = fit(MODEL, profiles, { occupied });
    const placements = JSON.stringify(ours.fits ? ours.placements : null);
    const same =
      placements === JSON.stringify(table.fit(profiles, occupied)) &&
      placements === JSON.stringify(plain.fit(profiles, occupied)) &&
      JSON.stringify(capacity(MODEL, occupied)) === JSON.stringify(plain.capacity(occupied)) &&
      JSON.stringify(freeStarts(MODEL, profile, occupied)) === JSON.stringify(table.freeStarts(profile, occupied));
    if (!same) throw new Error(`contenders disagree on ${profiles.join()} beside ${occupied.join()}`);
  }
}

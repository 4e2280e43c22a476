/** Fewest moves with so many GPUs in use, as an integer program over everything that a GPU of each layout can become. */
import { type Fleet, type Layout, layouts, type ModelRef } from "migpack";
import type { loadHighs } from "./milp.js";

type Highs = Awaited<ReturnType<typeof loadHighs>>;

/** Moves, of a fleet of one model; only what keeps an instance or is empty, which is not all, but most of what pays. */
export function fewestMoves(highs: Highs, model: ModelRef, fleet: Fleet, gpus: number): number {
  const groups = new Map<string, { readonly layout: Layout; count: number }>();
  for (let gpu = 0; gpu < fleet.size; gpu++) {
    const layout = fleet.layout(gpu);
    const key = textOf(layout);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { layout, count: 1 });
    else known.count++;
  }
  const targets = [...layouts(model)];
  const columns = [...groups.values()].flatMap(({ layout }, group) => {
    const best = new Map<
      string,
      { readonly group: number; readonly cost: number; readonly counts: ReadonlyMap<string, number> }
    >();
    for (const target of targets) {
      const kept = layout.filter(({ profile, start }) => target.some((each) => each.profile === profile && each.start === start));
      if (kept.length === 0 && target.length > 0 && layout.length > 0) continue;
      const counts = countsOf(target);
      const key = [...counts]
        .map(([profile, count]) => `${profile} ${count}`)
        .sort()
        .join();
      const cost = layout.length - kept.length;
      if (cost < (best.get(key)?.cost ?? Number.POSITIVE_INFINITY)) best.set(key, { group, cost, counts });
    }
    return [...best.values()];
  });
  const demand = countsOf([...groups.values()].flatMap(({ layout, count }) => new Array<Layout>(count).fill(layout).flat()));
  const sum = (weight: (column: (typeof columns)[number]) => number) =>
    columns.flatMap((column, i) => (weight(column) === 0 ? [] : [`${weight(column)} x${i}`])).join("\n + ") || "0 x0";
  const rows = [
    ...[...groups.values()].map(({ count }, group) => `${sum((column) => (column.group === group ? 1 : 0))} = ${count}`),
    ...[...demand].map(([profile, count]) => `${sum(({ counts }) => counts.get(profile) ?? 0)} >= ${count}`),
    `${sum(({ counts }) => (counts.size > 0 ? 1 : 0))} <= ${gpus}`,
  ];
  const names = columns.map((_, i) => `x${i}`).join("\n ");
  const program = `Minimize\n obj: ${sum(({ cost }) => cost)}\nSubject To\n ${rows.join("\n ")}\nGeneral\n ${names}\nEnd\n`;
  return Math.round(highs.solve(program, { mip_rel_gap: 0, mip_abs_gap: 0.5 }).ObjectiveValue);
}

function textOf(layout: Layout): string {
  return layout.map(({ profile, start }) => `${profile}@${start}`).join();
}

function countsOf(layout: Layout): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { profile } of layout) counts.set(profile, (counts.get(profile) ?? 0) + 1);
  return counts;
}

/**
 * The best that plain TypeScript does here: all states of one built-in model numbered ahead,
 * a transition for every (state, placement), and what a state alone answers kept beside it.
 * It holds for this model only and checks nothing; that is the price the planner pays.
 */
import type { GpuModel, Placement } from "migpack";

const NONE = 0xffff;

export class StateTable {
  readonly #placements: Placement[] = [];
  readonly #numberOf = new Map<string, number>();
  readonly #ofProfile = new Map<string, number[]>();
  readonly #next: Uint16Array;
  readonly #left: number[] = [];
  readonly #capacity: Record<string, number>[] = [];
  readonly #starts: Record<string, readonly number[]>[] = [];
  readonly #width: number;

  constructor(model: GpuModel) {
    for (let start = 0; start < model.memorySlices; start++) {
      for (const { name, starts, memorySlices } of model.profiles) {
        if (!starts.includes(start)) continue;
        this.#numberOf.set(`${name}@${start}`, this.#placements.length);
        this.#ofProfile.set(name, [...(this.#ofProfile.get(name) ?? []), this.#placements.length]);
        this.#placements.push(Object.freeze({ profile: name, start, size: memorySlices }));
      }
    }
    this.#width = this.#placements.length;
    this.#next = this.#explore(model);
    this.#left.forEach((_, state) => {
      this.#starts.push(
        Object.fromEntries(
          model.profiles.map(({ name }) => [name, this.#free(state, name).map((p) => this.#placements[p]?.start ?? 0)]),
        ),
      );
      const counts = model.profiles.map(({ name }) => [name, this.#most(state, name)] as const);
      this.#capacity.push(Object.fromEntries(counts.filter(([, count]) => count > 0)));
    });
  }

  fit(profiles: readonly string[], occupied: readonly string[]): readonly Placement[] | null {
    const chosen: number[] = [];
    let best: number[] | null = null;
    let most = -1;
    const search = (depth: number, state: number, from: number): void => {
      if (depth === profiles.length) {
        if ((this.#left[state] ?? 0) > most) {
          most = this.#left[state] ?? 0;
          best = chosen.slice();
        }
        return;
      }
      const profile = profiles[depth] ?? "";
      const same = profiles[depth + 1] === profile;
      for (const p of this.#ofProfile.get(profile) ?? []) {
        const next = this.#next[state * this.#width + p] ?? NONE;
        if (next === NONE || p < from || (this.#left[next] ?? 0) <= most) continue;
        chosen[depth] = p;
        search(depth + 1, next, same ? p + 1 : 0);
      }
    };
    search(0, this.#state(occupied), 0);
    // Assigned inside the closure, which the compiler does not follow.
    const found = best as number[] | null;
    return found === null ? null : Object.freeze(found.map((p) => this.#placements[p] as Placement)); // numbers of this table
  }

  freeStarts(profile: string, occupied: readonly string[]): readonly number[] {
    return this.#starts[this.#state(occupied)]?.[profile] ?? [];
  }

  capacity(occupied: readonly string[]): Record<string, number> {
    return this.#capacity[this.#state(occupied)] ?? {};
  }

  #state(occupied: readonly string[]): number {
    let state = 0;
    for (const text of occupied) state = this.#next[state * this.#width + (this.#numberOf.get(text) ?? 0)] ?? NONE;
    return state;
  }

  #free(state: number, profile: string): number[] {
    return (this.#ofProfile.get(profile) ?? []).filter((p) => this.#next[state * this.#width + p] !== NONE);
  }

  #most(state: number, profile: string): number {
    return Math.max(
      0,
      ...this.#free(state, profile).map((p) => 1 + this.#most(this.#next[state * this.#width + p] ?? NONE, profile)),
    );
  }

  /** Numbers every reachable state by what is still free in it. */
  #explore(model: GpuModel): Uint16Array {
    const clash = (a: Placement, b: Placement) =>
      (a.start < b.start + b.size && b.start < a.start + a.size) ||
      model.budgets.some(
        ({ uses, total }) => uses[a.profile] && uses[b.profile] && (uses[a.profile] ?? 0) + (uses[b.profile] ?? 0) > total,
      );
    const all = this.#placements.map((_, p) => p);
    const numbers = new Map([[all.join(), 0]]);
    const states = [all];
    const rows: number[] = [];
    for (let s = 0; s < states.length; s++) {
      const free = states[s] ?? [];
      this.#left.push(free.length);
      for (const p of all) {
        if (!free.includes(p)) {
          rows.push(NONE);
          continue;
        }
        const rest = free.filter((q) => !clash(this.#placements[p] as Placement, this.#placements[q] as Placement)); // numbers of this table
        const key = rest.join();
        if (!numbers.has(key)) {
          numbers.set(key, states.length);
          states.push(rest);
        }
        rows.push(numbers.get(key) ?? NONE);
      }
    }
    return Uint16Array.from(rows);
  }
}

/** What one writes first: plain TypeScript over arrays of slices, trying starts until all profiles sit. */
import type { GpuModel } from "migpack";

interface Spot {
  readonly profile: string;
  readonly start: number;
  readonly size: number;
}

export class Backtracking {
  readonly #model: GpuModel;

  constructor(model: GpuModel) {
    this.#model = model;
  }

  fit(profiles: readonly string[], occupied: readonly string[]): readonly Spot[] | null {
    const running = occupied.map((text) => this.#parse(text));
    let best: Spot[] | null = null;
    let most = -1;
    const search = (made: readonly Spot[]): void => {
      const next = profiles[made.length];
      if (next === undefined) {
        const left = this.#pairs([...running, ...made]);
        if (left > most) {
          most = left;
          best = [...made];
        }
        return;
      }
      for (const start of this.#freeStarts(next, [...running, ...made]))
        search([...made, { profile: next, start, size: this.#size(next) }]);
    };
    search([]);
    return best;
  }

  freeStarts(profile: string, occupied: readonly string[]): readonly number[] {
    return this.#freeStarts(
      profile,
      occupied.map((text) => this.#parse(text)),
    );
  }

  capacity(occupied: readonly string[]): Record<string, number> {
    const running = occupied.map((text) => this.#parse(text));
    const most = (profile: string, made: readonly Spot[]): number => {
      let best = 0;
      for (const start of this.#freeStarts(profile, [...running, ...made])) {
        if (made.some((spot) => spot.start > start)) continue;
        best = Math.max(best, 1 + most(profile, [...made, { profile, start, size: this.#size(profile) }]));
      }
      return best;
    };
    const counts = this.#model.profiles.map(({ name }) => [name, most(name, [])] as const);
    return Object.fromEntries(counts.filter(([, count]) => count > 0));
  }

  #pairs(spots: readonly Spot[]): number {
    return this.#model.profiles.reduce((sum, { name }) => sum + this.#freeStarts(name, spots).length, 0);
  }

  #freeStarts(profile: string, spots: readonly Spot[]): number[] {
    const { starts, memorySlices, maxCount } = this.#profile(profile);
    if (spots.filter((spot) => spot.profile === profile).length >= maxCount) return [];
    for (const { uses, total } of this.#model.budgets) {
      const used = spots.reduce((sum, spot) => sum + (uses[spot.profile] ?? 0), uses[profile] ?? 0);
      if ((uses[profile] ?? 0) > 0 && used > total) return [];
    }
    return starts.filter((start) => spots.every((spot) => start + memorySlices <= spot.start || spot.start + spot.size <= start));
  }

  #parse(text: string): Spot {
    const [profile = "", start = ""] = text.split("@");
    return { profile, start: Number(start), size: this.#size(profile) };
  }

  #size(profile: string): number {
    return this.#profile(profile).memorySlices;
  }

  #profile(name: string): GpuModel["profiles"][number] {
    const profile = this.#model.profiles.find((candidate) => candidate.name === name);
    if (profile === undefined) throw new Error(name);
    return profile;
  }
}

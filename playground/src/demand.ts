import { type Demand, gpuModel, MigError } from "migpack";

/** What a model has of a demand, under its own names and in its order, without zeros: equal demands have equal links. */
export function demandOn(model: string, given: Demand): Demand {
  const named = gpuModel(model).profiles.map(({ name, aliases }) => {
    const counts = [name, ...aliases].map((spelling) => (Object.hasOwn(given, spelling) ? (given[spelling] ?? 0) : 0));
    return [name, counts.reduce((sum, count) => sum + count, 0)] as const;
  });
  return Object.freeze(Object.fromEntries(named.filter(([, count]) => count > 0)));
}

/** "1g.10gb:20,3g.40gb:4"; "" for an empty one. */
export function formatDemand(demand: Demand): string {
  return Object.entries(demand)
    .map(([profile, count]) => `${profile}:${count}`)
    .join(",");
}

/** Takes the text apart; whether a model has these profiles is for the library to say. @throws MigError INVALID_INPUT */
export function parseDemand(text: string): Demand {
  const entries = text
    .split(",")
    .filter(Boolean)
    .map((part) => {
      const [, profile, count] = /^\s*([^:]+):(\d+)\s*$/.exec(part) ?? [];
      if (profile !== undefined) return [profile, Number(count)] as const;
      throw new MigError("INVALID_INPUT", `demand: PROFILE:COUNT is needed, not ${JSON.stringify(part)}`);
    });
  return Object.fromEntries(entries);
}

import type { FleetProblem, WhatIf } from "../../fleet/plan/types.js";
import { table } from "../table.js";
import { amount } from "./amount.js";

/** What one more GPU of each pool would bring, a line each. */
export function whatIfText({ pools }: FleetProblem, answers: readonly WhatIf[]): string {
  const rows = answers.map(({ pool, gained, shortfallLess }) => {
    const model = pools[pool]?.model;
    const held = Object.entries(gained).map(([profile, count]) => `${count} x ${profile}`);
    return [`${pool}`, typeof model === "string" ? model : (model?.name ?? ""), amount(shortfallLess), held.join(" or ")];
  });
  return table([["POOL", "MODEL", "MORE SERVED", "ROOM FOR"], ...rows], new Set([2]));
}

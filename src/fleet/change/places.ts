/** Placements of layouts, by the planner's numbers. */
import type { Vocabulary } from "../../gpu/vocabulary.js";
import type { LayoutNumber } from "../../planner/index.js";
import type { FleetInside } from "../fleet.js";

/** The placement numbers of a layout, by start: what bits over its instances stand for. */
export function placementsOf({ layoutOf }: FleetInside, words: Vocabulary, layout: LayoutNumber): number[] {
  return layoutOf(layout).map(({ profile, start }) => words.placements.get(`${profile}@${start}`) ?? -1);
}

/** Where profiles go beside a layout; the planner has found that they fit. */
export function arranged({ planner }: FleetInside, beside: LayoutNumber, profiles: readonly number[]): number[] {
  planner.mailbox().set(profiles);
  planner.arrange(beside, profiles.length);
  return Array.from(planner.mailbox().subarray(0, profiles.length));
}

/** The layout without some of its instances. */
export function without({ planner }: FleetInside, layout: LayoutNumber, placements: readonly number[]): LayoutNumber {
  return placements.reduce<LayoutNumber>((left, placement) => planner.toggled(left, placement), layout);
}

/** Seeded fleets that others have used for long, for the benchmark and for tests. */
import type { Fleet } from "../src/index.js";
import { random } from "./random.js";

/** Plain profiles by size rank, small ones more often. */
const MIX = [0.3, 0.25, 0.2, 0.1, 0.1, 0.05];
const ROUNDS = 24;

/** Of the source or of the build, whose private fields are strangers to each other. */
type Batched = Pick<Fleet, "profileNames" | "placeBatch" | "releaseBatch">;

/** Fills an empty fleet of one model until so many instances run while others come and go; `profiles` by size. */
export function fragment(fleet: Batched, profiles: readonly string[], alive: number): void {
  const next = random(1);
  const numbers = profiles.map((name) => fleet.profileNames.indexOf(name));
  const draw = () => {
    let left = next();
    const found = MIX.findIndex((share) => (left -= share) < 0);
    return numbers[Math.max(0, found)] ?? 0;
  };
  let placed: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const out = new Int32Array(alive >> 1);
    fleet.placeBatch(Uint8Array.from(out, draw), out);
    const all = [...placed, ...out.filter((code) => code >= 0)].map((code) => ({ code, at: next() }));
    placed = all.sort((a, b) => a.at - b.at).map(({ code }) => code);
    fleet.releaseBatch(Int32Array.from(placed.splice(0, Math.max(0, placed.length - alive))));
  }
}

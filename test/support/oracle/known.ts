/**
 * Four geometries typed by hand from the rules, so that the oracles can be tested before, and
 * apart from, the catalogue.
 */
import type { Geometry, GeometryProfile } from "./geometry.js";

function profile(
  name: string,
  computeSlices: number,
  memorySlices: number,
  starts: readonly number[],
  maxCount: number,
): GeometryProfile {
  const at = name.search(/[+-]/);
  return { name, attributes: at < 0 ? [] : [name.slice(at)], computeSlices, memorySlices, starts, maxCount };
}

/** R2, R3, R9: eight memory slices over seven compute slices. */
export const sevenSlices: Geometry = {
  memorySlices: 8,
  computeSlices: 7,
  maxInstances: 7,
  columns: [0, 1, 2, 3, 4, 5, 6, null],
  budgets: [{ name: "OFA", total: 1, uses: { "1g.5gb+me": 1, "7g.40gb": 1 } }],
  profiles: [
    profile("1g.5gb", 1, 1, [0, 1, 2, 3, 4, 5, 6], 7),
    profile("1g.5gb+me", 1, 1, [0, 1, 2, 3, 4, 5, 6], 1),
    profile("1g.10gb", 1, 2, [0, 2, 4, 6], 4),
    profile("2g.10gb", 2, 2, [0, 2, 4], 3),
    profile("3g.20gb", 3, 4, [0, 4], 2),
    profile("4g.20gb", 4, 4, [0], 1),
    profile("7g.40gb", 7, 8, [0], 1),
  ],
};

/** R1, R9: quarters; the one OFA goes to 1g+me, 2g+me or 4g. */
export const quarters: Geometry = {
  memorySlices: 4,
  computeSlices: 4,
  maxInstances: 4,
  columns: [0, 1, 2, 3],
  budgets: [{ name: "OFA", total: 1, uses: { "1g.6gb+me": 1, "2g.12gb+me": 1, "4g.24gb": 1 } }],
  profiles: [
    profile("1g.6gb", 1, 1, [0, 1, 2, 3], 4),
    profile("1g.6gb+me", 1, 1, [0, 1, 2, 3], 1),
    profile("2g.12gb", 2, 2, [0, 2], 2),
    profile("2g.12gb+me", 2, 2, [0, 2], 1),
    profile("4g.24gb", 4, 4, [0], 1),
  ],
};

/** R1, plain profiles only: twelfths. */
export const twelfths: Geometry = {
  memorySlices: 12,
  computeSlices: 4,
  maxInstances: 4,
  columns: [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3],
  budgets: [],
  profiles: [profile("1g.24gb", 1, 3, [0, 3, 6, 9], 4), profile("2g.48gb", 2, 6, [0, 6], 2), profile("4g.96gb", 4, 12, [0], 1)],
};

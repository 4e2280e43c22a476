/** Nodes for tests: what runs on a GPU, by the names of its MIG devices. */
import { fit, type ModelRef, type Placement, parseProfile } from "../../src/index.js";

/** The GPU instances that have these MIG devices: whole ones, and one for each kind of parts. */
export function running(model: ModelRef, devices: readonly string[]): readonly Placement[] {
  const parts = devices.filter((name) => parseProfile(name).computeInstanceSlices !== null);
  const whole = devices.filter((name) => !parts.includes(name));
  const kinds = [...new Set(parts.map((name) => name.replace(/^\d+c\./, "")))];
  const answer = fit(model, [...whole, ...kinds]);
  if (!answer.fits) throw new Error(answer.reason.message);
  return answer.placements.map((placement, i) => {
    const kind = kinds[i - whole.length];
    if (kind === undefined) return placement;
    const inside = parts.filter((name) => name.replace(/^\d+c\./, "") === kind);
    return { ...placement, computeInstances: inside.map((profile, start) => ({ profile, start })) };
  });
}

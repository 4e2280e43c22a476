import { atTheDoor } from "../door.js";
import type { ModelRef } from "../model/types.js";
import { creationOrder } from "./driver.js";
import { fit } from "./fit.js";
import { textPicture } from "./picture.js";
import { readRunning } from "./running.js";
import type { Fit, Layout, Misfit, PlacementInput } from "./types.js";
import { vocabularyOf } from "./vocabulary.js";

/**
 * The whole answer of `fit` as text for people: the picture, the order of creation, or for each
 * profile that does not fit the reason, what blocks it and what must move. Several lines, no
 * colour, no line end after the last.
 *
 * @throws MigError as `fit`
 */
export function explain(
  model: ModelRef,
  profiles: readonly string[],
  options?: { readonly occupied?: readonly PlacementInput[] },
): string {
  return atTheDoor(() => {
    const answer = fit(model, profiles, options);
    const words = vocabularyOf(model);
    const running = readRunning(words, options?.occupied).placements;
    const resolved = words.model;
    const shown = answer.fits ? [...running, ...answer.placements] : running;
    return [
      headline(resolved.name, profiles, running, answer),
      "",
      textPicture(resolved, shown),
      "",
      ...(answer.fits
        ? howTo(answer.placements, creationOrder(resolved, profiles, options))
        : answer.reasons.flatMap((reason) => whyNot(reason, running))),
    ].join("\n");
  });
}

function headline(model: string, profiles: readonly string[], running: Layout, { fits }: Fit): string {
  const wanted = profiles.length === 0 ? "nothing" : profiles.join(", ");
  const where = running.length === 0 ? `an empty ${model}` : `${model} beside ${spots(running)}`;
  const single = profiles.length < 2;
  const verb = fits ? (single ? "fits" : "fit") : single ? "does not fit" : "do not all fit";
  return `${wanted} ${verb} on ${where}.`;
}

function howTo(placements: Layout, order: readonly string[] | null): string[] {
  if (placements.length === 0) return ["Nothing has to be created."];
  const explicit = `With explicit starts, in any order: ${spots(placements)}`;
  const implicit =
    order === null
      ? "Without explicit starts a driver is predicted to fail in every order."
      : `Without explicit starts, in this order: ${order.join(", ")}`;
  return [explicit, implicit];
}

function whyNot({ message, code, blockers, moves }: Misfit, running: Layout): string[] {
  const lines = [`- ${message}`];
  if (code !== "NO_START" || running.length === 0) return lines;
  if (blockers.length > 0) lines.push(`  in the way of the easiest start: ${spots(blockers)}`);
  lines.push(
    moves === null
      ? "  no running instance can be recreated elsewhere to make room"
      : `  room is made by recreating ${moves.map(({ from, to }) => `${from.profile}@${from.start} at ${to.start}`).join(", ")}`,
  );
  return lines;
}

function spots(layout: Layout): string {
  return layout.map(({ profile, start }) => `${profile}@${start}`).join(", ");
}

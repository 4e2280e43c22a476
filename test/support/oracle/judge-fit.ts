/** Holds one answer of `fit` against the oracle. */
import type { Fit, GpuModel, Misfit } from "../../../src/index.js";
import {
  assignments,
  bestFit,
  blockersOf,
  type ExpectedMisfit,
  fewestMoves,
  isFeasible,
  misfits,
  spotsFor,
  type Want,
  wantOf,
} from "./fit.js";
import { conflict, isValid, type Spot, spotsOfLayout, spotsOfProfile, textOf } from "./geometry.js";

/** A question put to `fit`, in the words of the caller and of the oracle. */
export interface FitQuestion {
  readonly model: GpuModel;
  readonly request: readonly string[];
  readonly occupied: readonly Spot[];
}

/** What is wrong with `answer`; null: nothing. `fits` may be a table of known answers. */
export function faultOfFit(question: FitQuestion, answer: Fit, fits?: (wants: readonly Want[]) => boolean): string | null {
  const { model, request, occupied } = question;
  const wants = request.map((text) => wantOf(model, text));
  const possible = fits === undefined ? isFeasible(model, occupied, wants) : fits(wants);
  if (answer.fits !== possible) return `fits is ${answer.fits}, should be ${possible}`;
  if (answer.fits) {
    const expected = textOf(bestFit(model, occupied, wants) ?? []);
    const actual = answer.placements.map(({ profile, start }) => `${profile}@${start}`).join(",");
    return actual === expected ? null : `placements are ${actual}, should be ${expected}`;
  }
  const expected = misfits(model, occupied, wants, fits);
  if (JSON.stringify(answer.reason) !== JSON.stringify(answer.reasons[0])) return "reason is not reasons[0]";
  const indices = answer.reasons.map((reason) => reason.index).join();
  const expectedIndices = expected.map((reason) => reason.index).join();
  if (indices !== expectedIndices) return `entries ${indices} are refused, should be ${expectedIndices}`;
  for (const [i, reason] of answer.reasons.entries()) {
    const want = wants[reason.index];
    const each = expected[i];
    if (want === undefined || each === undefined) return "a refused entry that was not asked for";
    const fault = faultOfMisfit(question, reason, each, want);
    if (fault !== null) return `reason ${i}: ${fault}`;
  }
  return null;
}

function faultOfMisfit(question: FitQuestion, reason: Misfit, expected: ExpectedMisfit, want: Want): string | null {
  if (reason.profile !== want.profile.name) return `profile is ${reason.profile}, should be ${want.profile.name}`;
  if (reason.message === "") return "no message";
  const numbers = ({ code, requested, capacity }: Pick<Misfit, "requested" | "capacity"> & { readonly code: string }) =>
    `${code} requested ${requested} capacity ${capacity}`;
  if (numbers(reason) !== numbers(expected)) return `${numbers(reason)}, should be ${numbers(expected)}`;
  if (reason.code !== "NO_START" && reason.used !== expected.used) return `used is ${reason.used}, should be ${expected.used}`;
  if (reason.code === "NO_START" && !isTold(question, reason, expected.served, want))
    return `wherever the entries before it stand, ${reason.used} starts are not covered, or the message is another: ${reason.message}`;
  return faultOfBlockers(question, reason, expected, want) ?? faultOfMoves(question, reason, expected, want);
}

/** Whether there is a way to serve the entries before it in which that many starts are covered, by what the message says. */
function isTold({ model, occupied }: FitQuestion, reason: Misfit, served: readonly Want[], want: Want): boolean {
  const starts = spotsFor(model, want);
  const over = occupied.filter((other) => starts.some((spot) => conflict(other, spot)));
  const onMemory = over.filter((other) => starts.some((spot) => [...spot.memory].some((slice) => other.memory.has(slice))));
  const hold = ({ profile, start, memory }: Spot) =>
    memory.size === 1
      ? `slice ${start} holds ${profile.name}`
      : `slices ${start}-${start + memory.size - 1} hold ${profile.name}`;
  const running = [
    ...onMemory.toSorted((a, b) => a.start - b.start).map(hold),
    ...over
      .filter((other) => !onMemory.includes(other))
      .map(({ profile, start }) => `${profile.name}@${start} has compute slices under them`),
  ];
  const hindrances = reason.message.slice(reason.message.indexOf("; ") + 2);
  for (const chosen of assignments(model, occupied, served)) {
    const covered = (spots: readonly Spot[]) => starts.filter((spot) => spots.some((other) => conflict(other, spot))).length;
    const rest = covered(chosen) > 0 ? ["what is wanted before takes the rest"] : [];
    if (reason.used === covered([...occupied, ...chosen]) && hindrances === [...running, ...rest].join(", ")) return true;
  }
  return false;
}

function faultOfBlockers(question: FitQuestion, reason: Misfit, expected: ExpectedMisfit, want: Want): string | null {
  const { model, occupied } = question;
  const actual = textOf(spotsOfLayout(model, reason.blockers));
  if (reason.code !== "NO_START") return actual === "" ? null : `blockers with ${reason.code}: ${actual}`;
  if (expected.served.length === 0) {
    const right = textOf(blockersOf(model, occupied, want));
    return actual === right ? null : `blockers are ${actual}, should be ${right}`;
  }
  const choices = spotsOfProfile(model, want.profile.name)
    .filter((spot) => want.pin === null || spot.start === want.pin)
    .map((spot) => textOf(occupied.filter((other) => conflict(other, spot))));
  return choices.includes(actual) ? null : `blockers ${actual} are not what runs over any one start`;
}

function faultOfMoves(question: FitQuestion, reason: Misfit, expected: ExpectedMisfit, want: Want): string | null {
  const { model, occupied } = question;
  const together = [...expected.served, want];
  const fewest = fewestMoves(model, occupied, together);
  if ((reason.moves?.length ?? null) !== fewest) return `${reason.moves?.length ?? null} moves, should be ${fewest}`;
  if (reason.moves === null) return null;
  const from = spotsOfLayout(
    model,
    reason.moves.map((move) => move.from),
  );
  const to = spotsOfLayout(
    model,
    reason.moves.map((move) => move.to),
  );
  if (new Set(from).size !== from.length || from.some((spot) => !occupied.includes(spot)))
    return "moves something else than what runs";
  if (from.some((spot, i) => spot.profile !== to[i]?.profile)) return "a move changes the profile";
  const after = [...occupied.filter((spot) => !from.includes(spot)), ...to];
  if (!isValid(model, after)) return `${textOf(after)} is no layout`;
  return isFeasible(model, after, together) ? null : `the entry still does not fit beside ${textOf(after)}`;
}

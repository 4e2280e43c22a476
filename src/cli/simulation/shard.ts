import { MigError } from "../../error.js";
import type { Io } from "../io.js";

/** One of several equal parts of the work, counted from 0. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** What Kubernetes tells each pod of a Job with completionMode: Indexed. */
const INDEX_VARIABLE = "JOB_COMPLETION_INDEX";

/** "I/N", or "/N" with I from the environment. @throws MigError INVALID_INPUT */
export function shardArgument({ env }: Io, text: string): Shard {
  const [, index, count] = /^(\d{0,9})\/(\d{1,9})$/.exec(text) ?? [];
  if (index === undefined || Number(count) === 0) {
    throw wrong(
      `--shard: I/N is needed, I from 0 and below N, such as 0/4; or /4, which takes I from ${INDEX_VARIABLE}; not ${JSON.stringify(text.slice(0, 40))}`,
    );
  }
  const of = Number(count);
  if (index !== "" && Number(index) < of) return { index: Number(index), of };
  if (index !== "") throw wrong(`--shard ${text}: I counts from 0, so that the shards of ${of} are ${range(of)}`);
  return { index: indexOfPod(env[INDEX_VARIABLE], of), of };
}

function indexOfPod(value: string | undefined, of: number): number {
  if (value === undefined) {
    throw wrong(
      `--shard /${of}: ${INDEX_VARIABLE} is not set, as it is in pods of a Job with completionMode: Indexed; elsewhere give I, such as 0/${of}`,
    );
  }
  if (/^\d{1,9}$/.test(value) && Number(value) < of) return Number(value);
  throw wrong(
    `--shard /${of}: ${INDEX_VARIABLE} must be below ${of}, and is ${JSON.stringify(value.slice(0, 40))}; N must be the completions of the Job`,
  );
}

/** Seeds, in ascending order, dealt out to shards one by one. */
export function seedsOf({ index, of }: Shard, seeds: readonly number[]): readonly number[] {
  return seeds.filter((_, rank) => rank % of === index);
}

/** As `seedsOf`, for a shard that must have work. @throws MigError INVALID_INPUT */
export function someSeedsOf(shard: Shard, seeds: readonly number[]): readonly number[] {
  const own = seedsOf(shard, seeds);
  if (own.length > 0) return own;
  const { length } = seeds;
  throw wrong(
    `--shard ${shard.index}/${shard.of}: no seed is left for it; ${length === 1 ? "one seed makes one shard" : `${length} seeds make at most ${length} shards`}, ${range(length)}`,
  );
}

function range(of: number): string {
  return of === 1 ? "0/1" : `0/${of} to ${of - 1}/${of}`;
}

function wrong(message: string): MigError {
  return new MigError("INVALID_INPUT", message);
}

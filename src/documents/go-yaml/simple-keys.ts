import type { Mark } from "./cursor.js";
import { scannerFault } from "./fault.js";

/** A key without "?": it is one only once ":" comes, on the same line. */
export interface SimpleKey {
  readonly mark: Mark;
  /** Of its token, among all. */
  readonly number: number;
  /** Nothing else may stand there. */
  readonly required: boolean;
}

const LONGEST = 1024;

interface Level {
  readonly key: SimpleKey | null;
  /** Of the token of the last one, or else of the bracket that opened the level. */
  readonly number: number;
}

/** Where keys may have begun, at each level of brackets one. */
export class SimpleKeys {
  readonly #levels: Level[] = [{ key: null, number: 0 }];
  readonly #byToken = new Map<number, SimpleKey>();

  /** @param number of the token that opens the level */
  open(number: number): void {
    this.#levels.push({ key: null, number });
  }
  close(): void {
    const level = this.#levels.pop();
    // Of brackets with nothing inside it forgets that they may be a key themselves, as go-yaml does.
    if (level !== undefined) this.#byToken.delete(level.number);
  }

  save(key: SimpleKey): void {
    this.#levels[this.#levels.length - 1] = { key, number: key.number };
    this.#byToken.set(key.number, key);
  }

  /** Gives up the one that may have begun at this level. @throws YamlFault where it had to be one */
  drop(now: Mark): void {
    const key = this.#levels.at(-1)?.key ?? null;
    if (key?.required) throw scannerFault("could not find expected ':'", now);
    this.#forget(key);
  }

  /** The one that may have begun at this level, which ":" now ends; null: there is none. */
  take(now: Mark): SimpleKey | null {
    const key = this.#levels.at(-1)?.key ?? null;
    if (key === null || !isStillPossible(key, now)) return null;
    this.#forget(key);
    return key;
  }

  /** Whether the token may still turn out to be a key. */
  awaits(number: number, now: Mark): boolean {
    const key = this.#byToken.get(number);
    return key !== undefined && isStillPossible(key, now);
  }

  #forget(key: SimpleKey | null): void {
    if (key === null) return;
    this.#levels[this.#levels.length - 1] = { key: null, number: key.number };
    this.#byToken.delete(key.number);
  }
}

function isStillPossible(key: SimpleKey, now: Mark): boolean {
  if (key.mark.line >= now.line && key.mark.offset + LONGEST >= now.offset) return true;
  if (key.required) throw scannerFault("could not find expected ':'", now);
  return false;
}

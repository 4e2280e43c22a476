import { stat } from "node:fs/promises";
import { MigError } from "../error.js";

/** A value that is made of files, and made anew when they change. */
export interface Followed<Value> {
  /** The last good one. */
  value(): Value;
  /** Seconds since the files were last seen to say so. */
  age(): number;
  stop(): void;
}

interface Following<Value> {
  readonly paths: readonly string[];
  readonly read: () => Promise<Value>;
  /** Milliseconds between looks. */
  readonly every: number;
  readonly changed?: (value: Value) => void;
  /** The files changed and can no longer be read; the last good value stays. */
  readonly broken: (message: string) => void;
}

/**
 * Looks at files time and again, by inode, time and size, since Kubernetes swaps mounted files by
 * a link on their folder, of which a watch on the file itself hears nothing.
 *
 * @throws what `read` throws the first time
 */
export async function followFiles<Value>({ paths, read, every, changed, broken }: Following<Value>): Promise<Followed<Value>> {
  let seen = await stampOf(paths);
  let value = await read();
  let good = performance.now();
  let isGood = true;
  let timer: NodeJS.Timeout | null = setTimeout(look, every).unref();

  async function look(): Promise<void> {
    const stamp = await stampOf(paths);
    if (stamp !== seen) {
      seen = stamp;
      try {
        value = await read();
        isGood = true;
        if (timer !== null) changed?.(value);
      } catch (error) {
        isGood = false;
        broken(error instanceof MigError ? error.message : "cannot be read");
      }
    }
    if (isGood) good = performance.now();
    if (timer !== null) timer = setTimeout(look, every).unref();
  }

  return {
    value: () => value,
    age: () => (isGood ? 0 : (performance.now() - good) / 1000),
    stop: () => {
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
}

async function stampOf(paths: readonly string[]): Promise<string> {
  const stamps = paths.map(async (path) => {
    try {
      const { ino, mtimeNs, size } = await stat(path, { bigint: true });
      return `${ino}:${mtimeNs}:${size}`;
    } catch {
      return "none";
    }
  });
  return (await Promise.all(stamps)).join(" ");
}

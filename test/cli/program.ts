import type { Io } from "../../src/cli/io.js";
import { run } from "../../src/cli/main.js";
import { MigError } from "../../src/error.js";

export interface Outcome {
  readonly status: number;
  readonly out: string;
  readonly err: string;
  readonly written: Readonly<Record<string, string>>;
}

interface World {
  readonly files?: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly colour?: boolean;
  readonly progress?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** Ctrl-C. */
  readonly interrupt?: AbortSignal;
}

/** Runs the program inside this process, over files that exist only here. */
export async function migpack(argv: readonly string[], world: World = {}): Promise<Outcome> {
  const { files = {}, columns = null, colour = false, progress = false, env = {} } = world;
  const { interrupt = new AbortController().signal } = world;
  const written: Record<string, string> = {};
  let out = "";
  let err = "";
  const io: Io = {
    out: async (text) => void (out += text),
    err: (text) => void (err += text),
    read: async (path) => {
      const text = files[path];
      if (text === undefined) throw new MigError("INVALID_INPUT", `${path}: no such file`);
      return text;
    },
    write: async (path, text) => void (written[path] = text),
    columns,
    colour,
    progress,
    env,
    interruptible: (work) => work(interrupt),
  };
  const status = await run(argv, io);
  return { status, out, err, written };
}

/** One command line, split at spaces. */
export function line(text: string, world?: Parameters<typeof migpack>[1]): Promise<Outcome> {
  return migpack(text.split(" "), world);
}

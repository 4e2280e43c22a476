import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { MigError } from "../error.js";
import { type Io, MAX_BYTES } from "./io.js";

/** The world of a real process. */
export function processIo(): Io {
  const { stdin, stdout, stderr, env } = process;
  for (const stream of [stdout, stderr]) stream.on("error", quietOnClosedPipe);
  return {
    out: (text) =>
      new Promise((resolve) => {
        if (stdout.write(text)) resolve();
        else stdout.once("drain", resolve);
      }),
    err: (text) => void stderr.write(text),
    read: (path) => (path === "-" ? readAll(stdin, "standard input") : readAll(createReadStream(path, { end: MAX_BYTES }), path)),
    write: async (path, text) => {
      try {
        await writeFile(path, text);
      } catch (error) {
        throw fileError(path, error);
      }
    },
    // Some pseudo-terminals claim to be 0 columns wide.
    columns: (stdout.isTTY && stdout.columns) || null,
    // no-color.org: set and not empty, whatever the value.
    colour: stdout.isTTY === true && !env.NO_COLOR && env.TERM !== "dumb",
    progress: stderr.isTTY === true && env.TERM !== "dumb",
    env,
    interruptible: async (work, by = "interrupted") => {
      const controller = new AbortController();
      const interrupt = () => {
        // Once: a second signal ends the process even where the work does not listen.
        for (const signal of signals) process.off(signal, interrupt);
        controller.abort();
      };
      const signals = by === "stopped" ? (["SIGINT", "SIGTERM"] as const) : (["SIGINT"] as const);
      for (const signal of signals) process.once(signal, interrupt);
      try {
        return await work(controller.signal);
      } finally {
        for (const signal of signals) process.off(signal, interrupt);
      }
    },
  };
}

/** A reader such as `head` that has seen enough is no error. */
function quietOnClosedPipe(error: NodeJS.ErrnoException): void {
  process.exit(error.code === "EPIPE" ? 0 : 2);
}

async function readAll(stream: AsyncIterable<Buffer>, name: string): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of stream) {
      bytes += chunk.length;
      if (bytes > MAX_BYTES)
        throw new MigError("INVALID_INPUT", `${name}: larger than ${MAX_BYTES / 1_000_000} MB, and not read`);
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof MigError ? error : fileError(name, error);
  }
  const whole = Buffer.concat(chunks);
  if (!isUtf8(whole)) throw new MigError("INVALID_INPUT", `${name}: not UTF-8, and not read: save it as that`);
  return whole.toString("utf8").replace(/^\uFEFF/, "");
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  EISDIR: "is a directory",
  EACCES: "permission denied",
};

function fileError(name: string, cause: unknown): MigError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  return new MigError("INVALID_INPUT", `${name}: ${REASONS[code] ?? `cannot be read or written (${code || String(cause)})`}`, {
    cause,
  });
}

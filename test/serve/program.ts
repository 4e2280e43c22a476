/** `migpack serve` as a process of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Certificate } from "../../src/serve/certificate.js";
import { certificate } from "./support.js";

const root = join(import.meta.dirname, "../..");
const BIN = join(root, "src/cli/bin.ts");

export interface Served {
  readonly child: ChildProcess;
  readonly port: number;
  readonly tls: Certificate;
  /** Holds tls.crt, tls.key and the files given. */
  readonly folder: string;
  /** Lines of the log so far. */
  readonly lines: readonly string[];
  readonly status: Promise<number | NodeJS.Signals | null>;
}

interface Start {
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts it with a certificate of its own, and waits until it listens; files are named from its folder. */
export async function startServe(args: readonly string[], { files = {}, env = {} }: Start = {}): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), "migpack-serve-"));
  const tls = await certificate();
  for (const [name, text] of Object.entries({ ...files, "tls.crt": tls.cert, "tls.key": tls.key }))
    writeFileSync(join(folder, name), text);
  const all = ["serve", "--cert", "tls.crt", "--key", "tls.key", "--host", "127.0.0.1", "--port", "0", ...args];
  const child = spawn(process.execPath, ["--import", import.meta.resolve("tsx"), BIN, ...all], {
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, ...env },
  });
  const lines: string[] = [];
  const status = new Promise<number | NodeJS.Signals | null>((resolve) =>
    child.on("close", (code, signal) => resolve(code ?? signal)),
  );
  const port = await new Promise<number>((resolve, reject) => {
    let rest = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      const [last = "", ...whole] = (rest + chunk.toString()).split("\n").reverse();
      rest = last;
      for (const line of whole.reverse()) {
        lines.push(line);
        const heard = /"port":(\d+),"msg":"listening"/.exec(line);
        if (heard !== null) resolve(Number(heard[1]));
      }
    });
    void status.then((code) => reject(new Error(`ended with ${code}: ${lines.join("\n")}${rest}`)));
  });
  return { child, port, tls, folder, lines, status };
}

/**
 * `npm run bench:serve`: `/validate` under load on loopback, with a view of 5,000 nodes, beside a
 * handler that only parses and allows. Load comes from autocannon in this process, the servers are
 * processes of their own that take turns. `-- --json` prints a document, `-- --memory` watches
 * resident memory for ten minutes instead.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import autocannon from "autocannon";
import { build } from "tsup";
import { isQuick, machine, median } from "./harness.js";
import { NODES, review } from "./serve/cluster.js";

const CONNECTIONS = 16;
const SECONDS = isQuick ? 1 : 6;
const ROUNDS = isQuick ? 1 : 8;
const MINUTE = 60;
/** Connections that share half the load. */
const PACED = 32;

const FOLDER = join(import.meta.dirname, "..", "build", "bench");
const SERVER = join(FOLDER, "contender.js");

const KINDS = ["allows all", "reviews"] as const;
type Kind = (typeof KINDS)[number];

const REQUESTS = Array.from({ length: 64 }, (_, i) => ({
  method: "POST" as const,
  path: "/validate?timeout=5s",
  headers: { "content-type": "application/json" },
  body: review(i),
}));

interface Contender {
  readonly kind: Kind;
  readonly url: string;
  readonly stop: () => void;
}

async function start(kind: Kind): Promise<Contender> {
  const child = spawn(process.execPath, [SERVER, kind], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const port = await new Promise<number>((resolve) => child.stdout.once("data", (chunk: Buffer) => resolve(Number(chunk))));
  return { kind, url: `https://127.0.0.1:${port}`, stop: () => void child.kill("SIGKILL") };
}

/** As fast as it is answered. */
async function load({ url }: Contender, seconds: number): Promise<autocannon.Result> {
  return answered(await autocannon({ url, connections: CONNECTIONS, duration: seconds, requests: REQUESTS }));
}

/**
 * How many milliseconds each request took, at so many a second. autocannon sends the requests of a
 * second all at its beginning, as fast as they are answered, which would be full load and then none:
 * so each of many connections has seconds of its own, which begin one after the other.
 */
async function paced({ url }: Contender, seconds: number, perSecond: number): Promise<readonly number[]> {
  const times: number[] = [];
  const each = async (i: number) => {
    await sleep((i * 1000) / PACED);
    const overallRate = Math.ceil(perSecond / PACED);
    const result = await new Promise<autocannon.Result>((resolve, reject) => {
      const options = { url, connections: 1, duration: seconds, overallRate, requests: REQUESTS };
      autocannon(options, (error: unknown, done) => (error ? reject(error) : resolve(done))).on(
        "response",
        (_client, _status, _bytes, milliseconds) => times.push(milliseconds),
      );
    });
    answered(result);
  };
  await Promise.all(Array.from({ length: PACED }, (_, i) => each(i)));
  return times;
}

function answered(result: autocannon.Result): autocannon.Result {
  if (result.errors + result.timeouts + result.non2xx > 0)
    throw new Error(`${result.errors} errors, ${result.timeouts} timeouts, ${result.non2xx} answers that were none`);
  return result;
}

/** One of the metrics that every Prometheus client has of its process. */
async function processMetric({ url }: Contender, name: "resident_memory_bytes" | "cpu_seconds_total"): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^process_${name} (\\S+)`, "m").exec(text)?.[1]);
}

interface Round {
  /** Requests a second. */
  readonly rate: number;
  /** Microseconds of CPU for each. */
  readonly cpu: number;
}

async function round(contender: Contender): Promise<Round> {
  const before = await processMetric(contender, "cpu_seconds_total");
  const { requests } = await load(contender, SECONDS);
  const spent = (await processMetric(contender, "cpu_seconds_total")) - before;
  return { rate: requests.average, cpu: (spent * 1e6) / requests.total };
}

/** The ratio is that of rounds beside each other, since other programs make a machine slow for a while. */
async function throughput(contenders: readonly [base: Contender, judged: Contender]) {
  for (const contender of contenders) await load(contender, SECONDS);
  const [base, judged] = contenders;
  const rounds: { readonly base: Round; readonly judged: Round }[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    // Whoever comes first comes second next time.
    const first = i % 2 === 0 ? await round(base) : null;
    const second = await round(judged);
    rounds.push({ base: first ?? (await round(base)), judged: second });
  }
  const servers = [];
  for (const [contender, all] of [
    [base, rounds.map((each) => each.base)],
    [judged, rounds.map((each) => each.judged)],
  ] as const) {
    const perSecond = median(all.map(({ rate }) => rate));
    const times = (await paced(contender, SECONDS, perSecond / 2)).toSorted((a, b) => a - b);
    const quantile = (q: number) => times[Math.floor(q * (times.length - 1))] ?? Number.NaN;
    const cpuMicroseconds = median(all.map(({ cpu }) => cpu));
    const halfLoad = { perSecond: times.length / SECONDS, p50: quantile(0.5), p99: quantile(0.99) };
    servers.push({ name: contender.kind, perSecond, cpuMicroseconds, halfLoad });
  }
  const ratio = median(rounds.map((each) => each.judged.rate / each.base.rate));
  return { nodes: NODES, connections: CONNECTIONS, servers, ratio };
}

async function memory(contender: Contender) {
  await load(contender, 2 * MINUTE);
  const after2 = await processMetric(contender, "resident_memory_bytes");
  await load(contender, 8 * MINUTE);
  const after10 = await processMetric(contender, "resident_memory_bytes");
  return { after2, after10, ratio: after10 / after2 };
}

function print({ nodes, connections, servers, ratio }: Awaited<ReturnType<typeof throughput>>): void {
  console.log(`/validate with a view of ${nodes} nodes, ${connections} connections, medians of ${ROUNDS} rounds of ${SECONDS} s`);
  for (const { name, perSecond, cpuMicroseconds, halfLoad } of servers)
    console.log(
      `  ${name.padEnd(12)} ${perSecond.toFixed(0).padStart(6)} a second, ${cpuMicroseconds.toFixed(0)} us of CPU each; at ${halfLoad.perSecond.toFixed(0)} a second p50 ${halfLoad.p50.toFixed(1)} ms, p99 ${halfLoad.p99.toFixed(1)} ms`,
    );
  console.log(`  ratio ${ratio.toFixed(2)} (target: at least 0.70, p99 under 10 ms at half load)`);
}

// Servers of this process's own making, with certificates that nobody signed.
process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
process.removeAllListeners("warning");
// As it is published, and not as it is developed.
await build({
  config: false,
  entry: { contender: join(import.meta.dirname, "serve", "contender.ts") },
  outDir: FOLDER,
  format: "esm",
  target: "node20",
  skipNodeModulesBundle: true,
  silent: true,
});
const contenders = [await start(KINDS[0]), await start(KINDS[1])] as const;
try {
  if (process.argv.includes("--memory")) console.log(JSON.stringify(await memory(contenders[1]), null, 2));
  else {
    const result = await throughput(contenders);
    if (process.argv.includes("--json")) console.log(JSON.stringify({ machine: machine(), ...result }, null, 2));
    else print(result);
  }
} finally {
  for (const { stop } of contenders) stop();
}

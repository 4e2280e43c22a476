import type { ClusterView } from "../cluster/types.js";
import { type Certificate, readCertificate } from "./certificate.js";
import { type Followed, followFiles } from "./files.js";
import type { Handler } from "./handler.js";
import { followCluster } from "./in-cluster/source.js";
import type { Limits } from "./limits.js";
import { createLog } from "./log.js";
import type { LogLevel } from "./log-level.js";
import { createMetrics } from "./metrics.js";
import { type RunningServer, startServer } from "./server.js";
import type { ViewSource } from "./view-source.js";

/** A file and how it is read. */
export interface FileOf<Value> {
  readonly path: string;
  readonly read: () => Promise<Value>;
}

interface ServeOptions<Rules> {
  readonly host: string;
  readonly port: number;
  readonly certificate: { readonly cert: string; readonly key: string };
  readonly source:
    | { readonly nodes: FileOf<ClusterView> }
    | {
        readonly migConfig: { readonly namespace: string; readonly name: string };
        readonly env: Readonly<Record<string, string | undefined>>;
      };
  /** null: the rules that are built in. */
  readonly rules: FileOf<Rules> | null;
  readonly handlers: (rules: () => Rules | null) => Readonly<Record<string, Handler>>;
  readonly limits?: Partial<Limits>;
  readonly log: { readonly write: (line: string) => void; readonly level: LogLevel };
  /** Milliseconds between looks at the files. */
  readonly look?: number;
}

const LOOK = 1000;

/**
 * Serves until the signal is aborted, then ends in order.
 *
 * @throws MigError INVALID_INPUT where a file cannot be read at the start, or the address not be listened on
 */
export async function serve<Rules>(options: ServeOptions<Rules>, signal: AbortSignal): Promise<void> {
  const { certificate, host, port, limits = {}, look = LOOK } = options;
  const log = createLog(options.log.write, options.log.level);
  const stops: (() => void)[] = [];
  let server: RunningServer | null = null;
  const follow = async <Value>(paths: readonly string[], read: () => Promise<Value>, changed: (value: Value) => void) => {
    const followed = await followFiles({
      paths,
      read,
      every: look,
      changed: (value) => {
        log.info({ paths }, "read anew");
        changed(value);
      },
      broken: (message) => log.error({ paths, message }, "changed and cannot be read; what was read before stays"),
    });
    stops.push(followed.stop);
    return followed;
  };

  try {
    const tls = await follow<Certificate>(
      [certificate.cert, certificate.key],
      () => readCertificate(certificate.cert, certificate.key),
      (value) => server?.setCertificate(value),
    );
    const rules = options.rules === null ? null : await follow([options.rules.path], options.rules.read, () => {});
    const source = await sourceOf(options, follow, log);
    stops.push(source.stop);
    const metrics = createMetrics({
      nodes: () => source.view().nodes.length,
      age: source.age,
      synced: source.synced,
      certificateExpires: () => tls.value().expires,
    });
    const handlers = options.handlers(() => rules?.value() ?? null);
    server = await startServer({
      host,
      port,
      tls: tls.value(),
      view: source.view,
      ready: source.synced,
      handlers,
      limits,
      log,
      metrics,
    });
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    log.info("stopping");
    await server.stop();
    log.info("stopped");
  } finally {
    for (const stop of stops) stop();
  }
}

type Follow = <Value>(
  paths: readonly string[],
  read: () => Promise<Value>,
  changed: (value: Value) => void,
) => Promise<Followed<Value>>;

async function sourceOf<Rules>(
  { source }: ServeOptions<Rules>,
  follow: Follow,
  log: ReturnType<typeof createLog>,
): Promise<ViewSource> {
  if ("env" in source) return followCluster({ ...source, log });
  const file = await follow([source.nodes.path], source.nodes.read, () => {});
  return { view: file.value, synced: () => true, age: file.age, stop: () => {} };
}

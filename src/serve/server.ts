import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { ClusterView } from "../cluster/types.js";
import { MigError } from "../error.js";
import type { Certificate } from "./certificate.js";
import { Connections } from "./connections.js";
import { type Answer, type Handler, refusal } from "./handler.js";
import { LIMITS, type Limits } from "./limits.js";
import type { Logger } from "./log.js";
import type { Metrics } from "./metrics.js";
import { routes } from "./routes.js";

interface ServerOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly tls: Certificate;
  readonly view: () => ClusterView;
  /** Whether the view has been read. */
  readonly ready: () => boolean;
  /** By path; each answers POST. */
  readonly handlers: Readonly<Record<string, Handler>>;
  readonly limits?: Partial<Limits>;
  readonly log: Logger;
  readonly metrics: Metrics;
}

export interface RunningServer {
  readonly port: number;
  /** For connections from now on. */
  setCertificate(certificate: Certificate): void;
  /** Not ready from now on; takes new connections for a while yet, finishes what has begun, and is gone. */
  stop(): Promise<void>;
}

/**
 * HTTPS on one address, and nowhere else. Each request gets one answer; what cannot be judged gets
 * a 4xx or 500, so that the API server decides by its failurePolicy: nothing that goes wrong here
 * turns into an "allowed".
 *
 * @throws MigError INVALID_INPUT where the address cannot be listened on
 */
export async function startServer({
  host,
  port,
  tls,
  handlers,
  log,
  metrics,
  ...options
}: ServerOptions): Promise<RunningServer> {
  const limits = { ...LIMITS, ...options.limits };
  let isStopping = false;
  const unready = () => (isStopping ? "stopping" : options.ready() ? null : "the cluster has not been read yet");
  const table = routes({ handlers, view: options.view, unready, limits, log, metrics });

  const server = createServer(
    {
      cert: tls.cert,
      key: tls.key,
      minVersion: "TLSv1.2",
      handshakeTimeout: limits.handshake,
      headersTimeout: limits.headers,
      requestTimeout: limits.request,
      keepAliveTimeout: limits.idle,
      // How often the two are looked at.
      connectionsCheckingInterval: Math.min(limits.headers / 4, 1000),
    },
    (request, response) => void exchange(request, response),
  );
  const connections = new Connections(server);

  async function exchange(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const start = performance.now();
    connections.begin({ request, response });
    const path = (request.url ?? "").split("?", 1)[0] ?? "";
    const route = table.get(path);
    const answer =
      route === undefined
        ? refusal(404, `no such path; there are ${[...table.keys()].join(", ")}`)
        : route.methods.includes(request.method ?? "")
          ? await route.answer(request)
          : refusal(405, `${route.methods.join(" or ")} is needed`);
    // A connection that is kept would have to be cut off later.
    if (isStopping) response.shouldKeepAlive = false;
    write(response, answer, route?.methods);
    account(route === undefined ? "other" : path, answer, performance.now() - start);
  }

  function write(response: ServerResponse, { status, contentType, text }: Answer, methods: readonly string[] = []): void {
    // The client has left.
    if (response.destroyed) return;
    const bytes = Buffer.from(text);
    response.writeHead(status, {
      "content-type": contentType,
      "content-length": bytes.length,
      "x-content-type-options": "nosniff",
      ...(status === 405 ? { allow: methods.join(", ") } : {}),
    });
    response.end(bytes);
  }

  function account(path: string, { status, decision, uid, code }: Answer, milliseconds: number): void {
    metrics.count(path, decision, milliseconds / 1000);
    const level = decision === "failed" ? "error" : decision === "denied" || decision === "refused" ? "info" : "debug";
    if (log.isLevelEnabled(level)) log[level]({ path, status, ms: Math.round(milliseconds * 1000) / 1000, uid, decision, code });
  }

  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) => {
      reject(new MigError("INVALID_INPUT", `${host}:${port}: cannot be listened on: ${cause.message}`, { cause }));
    });
    server.listen(port, host, resolve);
  });
  // What goes wrong from now on concerns one connection, such as no file descriptor left for it.
  server.on("error", (error) => log.error({ error: error.name }, "a connection was not taken"));
  const address = server.address() as AddressInfo; // only a server on a pipe has another
  log.info({ host, port: address.port }, "listening");

  return {
    port: address.port,
    setCertificate: ({ cert, key }) => server.setSecureContext({ cert, key, minVersion: "TLSv1.2" }),
    async stop() {
      isStopping = true;
      await sleep(limits.drain);
      await connections.end(limits);
    },
  };
}

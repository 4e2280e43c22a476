/** As much of an API server as lists and watches need: pages, versions, histories that are forgotten, absence. */
import { mkdtempSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { certificate } from "./support.js";

interface Stored {
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly resourceVersion?: string };
  readonly [key: string]: unknown;
}

interface Event {
  readonly path: string;
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly object: Stored;
}

const PAGE = 2;

export class ApiServer {
  readonly #objects = new Map<string, Map<string, Stored>>();
  readonly #events: Event[] = [];
  readonly #watches = new Set<{ path: string; response: ServerResponse }>();
  /** Paths that are answered with this status instead. */
  readonly refused = new Map<string, number>();
  /** "GET path", or "WATCH path", of each request. */
  readonly asked: string[] = [];
  /** Versions before this one are forgotten. */
  #horizon = 0;
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;
  #port = 0;

  private constructor(
    readonly kubeconfig: string,
    private readonly tls: { readonly cert: string; readonly key: string },
  ) {}

  static async start(): Promise<ApiServer> {
    const tls = await certificate("kube-apiserver");
    const server = new ApiServer(join(mkdtempSync(join(tmpdir(), "migpack-")), "kubeconfig"), tls);
    await server.up();
    const named = (name: string, kind: string, value: unknown) => [{ name, [kind]: value }];
    const address = { server: `https://127.0.0.1:${server.#port}`, "certificate-authority-data": base64(tls.cert) };
    const config = {
      apiVersion: "v1",
      kind: "Config",
      clusters: named("c", "cluster", address),
      users: named("u", "user", { token: "the-token" }),
      contexts: named("x", "context", { cluster: "c", user: "u" }),
      "current-context": "x",
    };
    writeFileSync(server.kubeconfig, JSON.stringify(config));
    return server;
  }

  async up(): Promise<void> {
    const { cert, key } = this.tls;
    const server = createServer({ cert, key }, (request, response) => this.#answer(request, response));
    server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(this.#port, "127.0.0.1", resolve));
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port; // of TCP
  }

  /** As if the process had been killed. */
  async down(): Promise<void> {
    this.#watches.clear();
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  put(path: string, object: Stored): void {
    const { name, namespace = "" } = object.metadata;
    const key = `${namespace}/${name}`;
    const kept = this.#objects.get(path) ?? new Map<string, Stored>();
    this.#objects.set(path, kept);
    this.#tell({ path, type: kept.has(key) ? "MODIFIED" : "ADDED", object }, (stored) => kept.set(key, stored));
  }

  remove(path: string, name: string): void {
    const kept = this.#objects.get(path);
    const object = kept?.get(`/${name}`);
    if (object !== undefined) this.#tell({ path, type: "DELETED", object }, () => kept?.delete(`/${name}`));
  }

  /** What happened so far can no longer be watched from; watches that are open learn it. */
  forget(): void {
    this.#horizon = this.#events.length;
    const status = { kind: "Status", code: 410, reason: "Expired" };
    for (const { response } of this.#watches) response.end(`${JSON.stringify({ type: "ERROR", object: status })}\n`);
    this.#watches.clear();
  }

  #tell({ path, type, object }: Event, keep: (stored: Stored) => void): void {
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(this.#events.length + 1) } };
    keep(stored);
    const event = { path, type, object: stored };
    this.#events.push(event);
    for (const watch of this.#watches) if (watch.path === path) watch.response.write(`${JSON.stringify(event)}\n`);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname: path, searchParams } = new URL(request.url ?? "", "https://x");
    const isWatch = searchParams.get("watch") === "true";
    this.asked.push(`${isWatch ? "WATCH" : "GET"} ${path}`);
    const status = request.headers.authorization === "Bearer the-token" ? (this.refused.get(path) ?? 200) : 401;
    if (status !== 200) {
      response.writeHead(status).end("{}");
      return;
    }
    if (!isWatch) this.#list(path, Number(searchParams.get("continue") ?? 0), response);
    else this.#watch(path, Number(searchParams.get("resourceVersion")), response);
  }

  #list(path: string, from: number, response: ServerResponse): void {
    const all = [...(this.#objects.get(path)?.values() ?? [])];
    const more = from + PAGE < all.length ? { continue: String(from + PAGE) } : {};
    const metadata = { resourceVersion: String(this.#events.length), ...more };
    response.end(JSON.stringify({ kind: "List", metadata, items: all.slice(from, from + PAGE) }));
  }

  #watch(path: string, version: number, response: ServerResponse): void {
    if (version < this.#horizon) {
      response.writeHead(410).end("{}");
      return;
    }
    response.flushHeaders();
    for (const event of this.#events.slice(version)) if (event.path === path) response.write(`${JSON.stringify(event)}\n`);
    const watch = { path, response };
    this.#watches.add(watch);
    response.on("close", () => this.#watches.delete(watch));
  }
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

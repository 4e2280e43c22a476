import { Agent, request } from "node:https";
import { generate } from "selfsigned";
import { reviewAdmission } from "../../src/admission/index.js";
import type { ClusterView } from "../../src/cluster/types.js";
import type { Certificate } from "../../src/serve/certificate.js";
import { type Handler, json } from "../../src/serve/handler.js";
import type { Limits } from "../../src/serve/limits.js";
import { createLog } from "../../src/serve/log.js";
import { createMetrics } from "../../src/serve/metrics.js";
import { reviewHandler } from "../../src/serve/review-handler.js";
import { type RunningServer, startServer } from "../../src/serve/server.js";

/** A certificate for 127.0.0.1 that is its own authority. */
export async function certificate(name = "migpack", notAfterDate = new Date(Date.now() + 86_400_000)): Promise<Certificate> {
  const { cert, private: key } = await generate([{ name: "commonName", value: name }], {
    keyType: "ec",
    algorithm: "sha256",
    notAfterDate,
    extensions: [
      { name: "basicConstraints", cA: true },
      { name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] },
    ],
  });
  return { cert, key, expires: Math.floor(notAfterDate.getTime() / 1000) };
}

export const VIEW: ClusterView = { nodes: [{ name: "a", strategy: "mixed", gpus: [{ model: "A100-40GB", mig: [] }] }] };

/** Reviews of objects that concern no one, which are let in unless they ask not to be; and a handler with a defect. */
export const HANDLERS: Readonly<Record<string, Handler>> = {
  "/validate": reviewHandler((review, view) => {
    const { request: asked } = Object(review);
    const answer = reviewAdmission(review, view);
    const { uid, allowed } = answer.response;
    if (uid === "" || asked.object?.deny !== true) return answer;
    return { ...answer, response: { uid, allowed: !allowed, status: { code: 403, message: "no" } } };
  }),
  "/filter": (_, view) => json({ nodes: view.nodes.length }, { decision: "answered" }),
  "/broken": (body) => {
    throw new Error(`cannot do ${JSON.stringify(body)}`);
  },
};

export interface TestServer extends RunningServer {
  readonly tls: Certificate;
  /** Lines of the log. */
  readonly lines: readonly string[];
}

interface Setting {
  readonly limits?: Partial<Limits>;
  readonly handlers?: Readonly<Record<string, Handler>>;
  readonly ready?: () => boolean;
  readonly tls?: Certificate;
}

export async function serveTest({
  limits = {},
  handlers = HANDLERS,
  ready = () => true,
  tls,
}: Setting = {}): Promise<TestServer> {
  const lines: string[] = [];
  const shown = tls ?? (await certificate());
  const metrics = createMetrics({
    nodes: () => VIEW.nodes.length,
    age: () => 0,
    synced: ready,
    certificateExpires: () => shown.expires,
  });
  const server = await startServer({
    host: "127.0.0.1",
    port: 0,
    tls: shown,
    view: () => VIEW,
    ready,
    handlers,
    limits: { drain: 0, ...limits },
    log: createLog((line) => lines.push(line), "debug"),
    metrics,
  });
  return { ...server, tls: shown, lines };
}

export interface Reply {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly text: string;
}

interface Ask {
  readonly method?: string;
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  readonly agent?: Agent;
  readonly ca: string;
}

/** One request on a connection of its own, unless an agent is given. */
export function ask(port: number, path: string, { method, body, headers = {}, agent, ca }: Ask): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host: "127.0.0.1",
        port,
        path,
        ca,
        method: method ?? (body === undefined ? "GET" : "POST"),
        headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
        agent: agent ?? new Agent(),
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString("utf8"),
          }),
        );
        response.on("error", reject);
      },
    );
    let isConnected = false;
    asked.on("socket", (socket) => socket.once("secureConnect", () => (isConnected = true)));
    asked.on("error", (error) => reject(Object.assign(error, { hadBegun: isConnected || asked.reusedSocket })));
    asked.end(body);
  });
}

export function reviewOf(object: unknown, uid = "0cb21796-c14c-4de4-81ad-001421d95d7b"): string {
  return JSON.stringify({
    apiVersion: "admission.k8s.io/v1",
    kind: "AdmissionReview",
    request: { uid, operation: "CREATE", object },
  });
}

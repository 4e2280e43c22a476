import type { IncomingMessage } from "node:http";
import type { ClusterView } from "../cluster/types.js";
import { readBody } from "./body.js";
import { type Answer, type Handler, plain } from "./handler.js";
import type { Limits } from "./limits.js";
import type { Logger } from "./log.js";
import type { Metrics } from "./metrics.js";

/** What stands at a path. */
export interface Route {
  readonly methods: readonly string[];
  readonly answer: (request: IncomingMessage) => Answer | Promise<Answer>;
}

interface Routed {
  /** By path; each answers POST. */
  readonly handlers: Readonly<Record<string, Handler>>;
  readonly view: () => ClusterView;
  /** null: ready; else why not. */
  readonly unready: () => string | null;
  readonly limits: Limits;
  readonly log: Logger;
  readonly metrics: Metrics;
}

/** Every path that the server answers. */
export function routes({ handlers, view, unready, limits, log, metrics }: Routed): ReadonlyMap<string, Route> {
  const page = (answer: Route["answer"]): Route => ({ methods: ["GET", "HEAD"], answer });
  return new Map([
    ...Object.entries(handlers).map(([path, handler]) => {
      const answer = (request: IncomingMessage) => judged(handler, request, { view, limits, log });
      return [path, { methods: ["POST"], answer }] as const;
    }),
    ["/healthz", page(() => plain(200, "ok"))],
    [
      "/readyz",
      page(() => {
        const why = unready();
        return why === null ? plain(200, "ok") : plain(503, why);
      }),
    ],
    ["/metrics", page(async () => ({ ...plain(200, await metrics.text()), contentType: metrics.contentType }))],
  ]);
}

async function judged(
  handler: Handler,
  request: IncomingMessage,
  { view, limits, log }: Pick<Routed, "view" | "limits" | "log">,
): Promise<Answer> {
  const body = await readBody(request, limits);
  if (body === "abandoned") return plain(499, "", "abandoned");
  if ("refused" in body) return body.refused;
  try {
    return handler(body.value, view());
  } catch (error) {
    log.error(defectOf(error), "a defect of migpack, please report it");
    return plain(500, "internal error", "failed");
  }
}

/** The kind of an error and where it was thrown, without its message, which may quote what was sent. */
function defectOf(error: unknown): { readonly error: string; readonly at: readonly string[] } {
  if (!(error instanceof Error)) return { error: typeof error, at: [] };
  const frames = (error.stack ?? "").split("\n").filter((line) => /^ {4}at /.test(line));
  return { error: error.name, at: frames.slice(0, 5).map((line) => line.trim()) };
}

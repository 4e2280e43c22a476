import type { KubeConfig, Watch } from "@kubernetes/client-node";
import { fieldsOf } from "../fields.js";
import { type Client, getJson, StatusError } from "./client.js";

/** The part of an object that is kept. */
export interface Listed {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly resourceVersion?: string;
    // Not readonly, since the client's types are not.
    readonly labels?: { [key: string]: string };
  };
  readonly [key: string]: unknown;
}

/** One kind of objects to list and watch. */
export interface Resource {
  /** As in `/api/v1/nodes`. */
  readonly path: string;
  readonly fieldSelector?: string;
  readonly part: (object: unknown) => Listed;
  /** Whether one can do without: an API that the server does not have, or that RBAC keeps from us. */
  readonly optional: boolean;
}

/** Milliseconds. */
export interface Rhythm {
  /** After a failure; doubled with each further one up to `longest`. */
  readonly retry: number;
  readonly longest: number;
  /** Until an optional kind that is not there is asked for again. */
  readonly absent: number;
  /** How long one watch lasts: a connection that died in silence is noticed by then. */
  readonly watch: number;
}

export const RHYTHM: Rhythm = { retry: 1000, longest: 30_000, absent: 300_000, watch: 240_000 };

interface Told {
  /** Something that is kept has changed, or the kind has been read for the first time. */
  readonly changed: () => void;
  readonly lost: (status: number | null) => void;
}

export interface FollowedKind {
  items(): readonly Listed[];
  /** Read once, or known not to be there. */
  synced(): boolean;
  /** When it was last known to agree with the server, by performance.now(); null: it does now. */
  lostAt(): number | null;
  stop(): void;
}

const PAGE = "500";

/** Follows one kind of objects, until it is told to stop: through the API server's absence, restarts and forgotten histories. */
export function followKind(client: Client, config: KubeConfig, resource: Resource, rhythm: Rhythm, told: Told): FollowedKind {
  const { path, fieldSelector, part } = resource;
  const known = new Map<string, Listed>();
  let synced = false;
  let lostAt: number | null = performance.now();
  let failures = 0;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  const list = async () => {
    const items: Listed[] = [];
    let next = "";
    let version = "";
    do {
      const page = fieldsOf(
        await getJson(config, path, { limit: PAGE, ...selected(fieldSelector), ...(next && { continue: next }) }),
      );
      const metadata = fieldsOf(page.metadata);
      if (Array.isArray(page.items)) for (const item of page.items) items.push(part(item));
      version = String(metadata.resourceVersion ?? "");
      next = String(metadata.continue ?? "");
    } while (next !== "");
    return { items, metadata: { resourceVersion: version } };
  };

  const inner = new client.Watch(config);
  /** As the client's own, but it keeps parts of objects, does not trust one connection for ever, and tells when it is connected. */
  const watch: Watch = {
    config,
    async watch(at, query, callback, done) {
      const limited = { ...query, timeoutSeconds: Math.ceil(rhythm.watch / 1000), allowWatchBookmarks: true };
      const began = performance.now();
      let over = false;
      let wall: NodeJS.Timeout | undefined;
      const end = (error: unknown) => {
        over = true;
        clearTimeout(wall);
        // A server that closes at once is not asked again at once.
        const rest = Math.max(0, rhythm.retry - (performance.now() - began));
        if (error) done(error);
        else timer = setTimeout(done, rest, null).unref();
      };
      try {
        // ERROR carries a Status.
        const receive = (phase: string, object: unknown) => callback(phase, phase === "ERROR" ? object : part(object));
        const controller = await inner.watch(at, limited, receive, end);
        if (!over) {
          wall = setTimeout(() => controller.abort(), rhythm.watch * 1.5).unref();
          connected();
        }
        return controller;
      } catch (error) {
        // Such as credentials that cannot be read just now.
        end(error);
        return new AbortController();
      }
    },
  };

  const informer = new client.ListWatch<Listed>(path, watch, list, false, undefined, fieldSelector);
  informer.on("change", (item) => {
    const key = keyOf(item);
    const before = known.get(key);
    const now = informer.get(item.metadata.name, item.metadata.namespace);
    if (now === undefined) known.delete(key);
    else known.set(key, now);
    if (synced && contentOf(before) !== contentOf(now)) told.changed();
  });
  informer.on("error", (error) => {
    if (stopped) return;
    const status = error instanceof StatusError || typeof error?.statusCode === "number" ? Number(error.statusCode) : null;
    const isAbsent = resource.optional && (status === 403 || status === 404);
    if (isAbsent) known.clear();
    lostAt = isAbsent ? null : (lostAt ?? performance.now());
    told.lost(status);
    if (isAbsent && !synced) {
      synced = true;
      told.changed();
    }
    const wait = isAbsent ? rhythm.absent : Math.min(rhythm.longest, rhythm.retry * 2 ** failures++) * (0.5 + Math.random() / 2);
    timer = setTimeout(() => void informer.start(), wait).unref();
  });

  function connected(): void {
    failures = 0;
    lostAt = null;
    if (synced) return;
    synced = true;
    told.changed();
  }

  void informer.start();
  return {
    items: () => [...known.values()],
    synced: () => synced,
    lostAt: () => lostAt,
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      void informer.stop();
    },
  };
}

function selected(fieldSelector: string | undefined): Readonly<Record<string, string>> {
  return fieldSelector === undefined ? {} : { fieldSelector };
}

function keyOf({ metadata: { namespace = "", name } }: Listed): string {
  return `${namespace}/${name}`;
}

/** Heartbeats make new versions of objects in which nothing changed that counts here; nothing counts of an object that has but a name. */
function contentOf(item: Listed | undefined): string | undefined {
  if (item === undefined) return undefined;
  const { metadata, ...content } = item;
  return Object.keys(content).length === 0 ? undefined : JSON.stringify([metadata.labels, content]);
}

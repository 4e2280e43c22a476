import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Decision } from "./handler.js";

/** Of what is asked now, when someone asks for the metrics. */
interface Sources {
  readonly nodes: () => number;
  /** Seconds. */
  readonly age: () => number;
  readonly synced: () => boolean;
  /** Seconds since 1970. */
  readonly certificateExpires: () => number;
}

/** What the server counts, as Prometheus reads it. */
export interface Metrics {
  count(path: string, decision: Decision, seconds: number): void;
  text(): Promise<string>;
  readonly contentType: string;
}

/** Seconds: a review takes well under a millisecond, and the API server waits at most 30 s. */
const BUCKETS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5, 10, 30];

export function createMetrics({ nodes, age, synced, certificateExpires }: Sources): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: "migpack_requests_total",
    help: "Requests, by what came of them.",
    labelNames: ["path", "decision"],
    registers,
  });
  const durations = new Histogram({
    name: "migpack_request_duration_seconds",
    help: "From the headers of a request to its answer.",
    labelNames: ["path"],
    buckets: BUCKETS,
    registers,
  });
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  gauge("migpack_view_nodes", "Nodes with GPUs that requests are judged by.", nodes);
  gauge("migpack_view_synced", "1: the cluster has been read; 0: not yet.", () => (synced() ? 1 : 0));
  gauge("migpack_view_age_seconds", "How long ago the view was last known to agree with its source; 0 while it does.", age);
  gauge("migpack_certificate_expiry_timestamp_seconds", "When the certificate in use expires.", certificateExpires);
  return {
    count(path, decision, seconds) {
      requests.inc({ path, decision });
      durations.observe({ path }, seconds);
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

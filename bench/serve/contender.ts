/** One of the two servers, as its argument says; its port is its only output. */
import { generate } from "selfsigned";
import { readReviewOptions } from "../../src/admission/index.js";
import { clusterView } from "../../src/cluster/view.js";
import { type Handler, json } from "../../src/serve/handler.js";
import { clusterHandlers } from "../../src/serve/handlers.js";
import { createLog } from "../../src/serve/log.js";
import { createMetrics } from "../../src/serve/metrics.js";
import { startServer } from "../../src/serve/server.js";
import { NODES, node } from "./cluster.js";

const allow: Handler = (body) => {
  // Only reviews are sent here.
  const { uid } = (body as { request: { uid: string } }).request;
  return json(
    { apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", response: { uid, allowed: true } },
    { decision: "allowed", uid },
  );
};

const options = readReviewOptions({});
const view = clusterView({ nodes: Array.from({ length: NODES }, (_, i) => node(i)) });
const { cert, private: key } = await generate([{ name: "commonName", value: "bench" }], { keyType: "ec" });
const server = await startServer({
  host: "127.0.0.1",
  port: 0,
  tls: { cert, key, expires: 0 },
  view: () => view,
  ready: () => true,
  handlers: process.argv[2] === "reviews" ? clusterHandlers({ review: () => options, dynamic: false }) : { "/validate": allow },
  log: createLog(() => {}, "info"),
  metrics: createMetrics({ nodes: () => NODES, age: () => 0, synced: () => true, certificateExpires: () => 0 }),
});
console.log(server.port);

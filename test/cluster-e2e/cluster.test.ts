import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { reviewAdmission } from "../../src/admission/index.js";
import { clusterView } from "../../src/cluster/view.js";
import { type Served, startServe } from "../serve/program.js";
import { ask, certificate } from "../serve/support.js";
import { Cluster, ended, type Said } from "./cluster.js";
import { apply, manifests, USER } from "./installation.js";
import { configMap, deployment, node, pod, randomPod } from "./objects.js";

const assets = process.env.MIGPACK_APISERVER;

const PODS = "/api/v1/namespaces/default/pods";
const NODES = "/api/v1/nodes";
const TOKEN = "the-token-of-the-server";
const DRY = "?dryRun=All";
const FAILED = /failed calling webhook|invalid webhook response/;
/** How long a change of a webhook's registration, or of the view, may take to be in force. */
const SOON = { timeout: 20_000, interval: 200 };

describe.skipIf(assets === undefined)("on a real API server", { timeout: 120_000 }, () => {
  let cluster: Cluster;
  let served: Served;

  const create = (path: string, object: unknown) => cluster.ask("POST", path, object);
  const tryPod = (limits: Record<string, string>, more = {}) => create(`${PODS}${DRY}`, pod("p", limits, more));
  const metrics = async () => (await ask(served.port, "/metrics", { ca: served.tls.cert })).text;
  const metric = async (name: string) => Number(new RegExp(`^${name} (.*)$`, "m").exec(await metrics())?.[1]);

  async function serve(): Promise<void> {
    served = await startServe(["--in-cluster", "--mutate", "--drain", "0"], { env: { KUBECONFIG: cluster.kubeconfig(TOKEN) } });
    // Also outside of tests.
    await vi.waitFor(async () => expect((await ask(served.port, "/readyz", { ca: served.tls.cert })).status).toBe(200), SOON);
  }

  async function register(failurePolicy: "Fail" | "Ignore", ca = served.tls.cert): Promise<void> {
    for (const object of manifests({ port: served.port, ca, failurePolicy }).filter(({ webhooks }) => webhooks !== undefined))
      expect((await apply(cluster, object))?.status).toBe(201);
    // The API server learns of it by a watch of its own.
    if (failurePolicy === "Fail")
      await vi.waitFor(async () => expect((await tryPod({ "nvidia.com/mig-9g.5gb": "1" })).status).toBe(422), SOON);
  }

  beforeAll(async () => {
    cluster = await Cluster.start(assets ?? "", { [TOKEN]: USER });
    const installed = manifests({ port: 1, ca: (await certificate()).cert, failurePolicy: "Ignore" });
    for (const object of installed) expect((await apply(cluster, object))?.status ?? 201, object.kind).toBe(201);
    for (const name of ["a", "b"]) expect((await create(NODES, node(name))).status).toBe(201);
    await serve();
    await register("Fail");
  }, 180_000);

  afterAll(async () => {
    served?.child.kill("SIGKILL");
    await cluster?.stop();
  }, 60_000);

  const denial = ({ status, body }: Said) => [status, body.message];

  it("reads no more than its manifests let it, and that is enough", async () => {
    expect(served.lines.join("\n")).not.toContain('"status":403');
    expect(served.lines.join("\n")).toContain('"nodes":2,"msg":"the cluster has been read"');
  });

  it("lets in what can run, and nothing else", async () => {
    expect((await tryPod({ "nvidia.com/mig-1g.5gb": "1" })).status).toBe(201);
    expect((await tryPod({ cpu: "1" })).status).toBe(201);
    expect(denial(await tryPod({ "nvidia.com/mig-3g.40gb": "1" }))).toEqual([
      422,
      expect.stringMatching(/^admission webhook "[\w.]+\.migpack\.io" denied the request: .*3g\.40gb/),
    ]);
    expect((await tryPod({ "nvidia.com/mig-1g.5gb": "1", "nvidia.com/mig-2g.10gb": "1" })).status).toBe(422);
    expect((await tryPod({ "nvidia.com/mig-7g.40gb": "9" })).status).toBe(422);
    const several = await tryPod({ "nvidia.com/mig-1g.5gb": "2" });
    expect([several.status, several.warnings.join(" ")]).toEqual([201, expect.stringContaining("one device a container")]);
  });

  it("judges pod templates", async () => {
    const path = "/apis/apps/v1/namespaces/default/deployments";
    expect((await create(`${path}${DRY}`, deployment("d", { "nvidia.com/mig-1g.5gb": "1" }))).status).toBe(201);
    expect(denial(await create(`${path}${DRY}`, deployment("d", { "nvidia.com/mig-1g.40gb": "1" })))).toEqual([
      422,
      expect.stringContaining("denied the request"),
    ]);
  });

  it("judges files for mig-parted", async () => {
    const path = `/api/v1/namespaces/default/configmaps${DRY}`;
    const file = (profile: string) =>
      `version: v1\nmig-configs:\n  mine:\n  - devices: all\n    mig-enabled: true\n    mig-devices: {${profile}: 1}\n`;
    expect((await create(path, configMap("good", file("1g.5gb")))).status).toBe(201);
    expect((await create(path, configMap("other", "hello"))).status).toBe(201);
    expect((await create(path, configMap("bad", file("9g.5gb")))).body.message).toMatch(/denied the request: .*9g\.5gb/);
  });

  it("judges what a node is told to become, once the file in force is known", async () => {
    expect((await create("/api/v1/namespaces", { metadata: { name: "gpu-operator" } })).status).toBe(201);
    const file =
      "version: v1\nmig-configs:\n  all-1g.5gb:\n  - devices: all\n    mig-enabled: true\n    mig-devices: {1g.5gb: 7}\n";
    expect(
      (await create("/api/v1/namespaces/gpu-operator/configmaps", configMap("default-mig-parted-config", file))).status,
    ).toBe(201);
    const tell = (value: string) => {
      const labels = { "nvidia.com/mig.config": value };
      return cluster.ask("PATCH", `${NODES}/a`, { metadata: { labels } }, "application/merge-patch+json");
    };
    // A name of its own each time, since one that was let in too early is no longer new.
    let tries = 0;
    await expect.poll(async () => (await tell(`none-${tries++}`)).status, SOON).toBe(422);
    expect((await tell("all-9g.5gb")).body.message).toContain("all-9g.5gb");
    expect((await tell("all-1g.5gb")).status).toBe(200);
    const beat = { status: { conditions: [{ type: "Ready", status: "True" }] } };
    expect((await cluster.ask("PATCH", `${NODES}/a/status`, beat, "application/merge-patch+json")).status).toBe(200);
  });

  it("follows nodes that come and go", async () => {
    const h100 = { "nvidia.com/gpu.product": "NVIDIA-H100-80GB-HBM3" };
    expect((await create(NODES, node("h", h100))).status).toBe(201);
    await expect.poll(async () => (await tryPod({ "nvidia.com/mig-3g.40gb": "1" })).status, SOON).toBe(201);
    expect((await cluster.ask("DELETE", `${NODES}/h`)).status).toBe(200);
    await expect.poll(async () => (await tryPod({ "nvidia.com/mig-3g.40gb": "1" })).status, SOON).toBe(422);
  });

  it("changes pods that say what they need", async () => {
    const annotated = (memory: string) => ({
      ...pod("p", {}),
      metadata: { name: "p", annotations: { "migpack.io/min-memory": memory } },
    });
    const { status, body } = await create(`${PODS}${DRY}`, annotated("18Gi"));
    expect([status, body.spec?.containers[0].resources.limits]).toEqual([201, { "nvidia.com/mig-3g.20gb": "1" }]);
    expect((await create(`${PODS}${DRY}`, annotated("900Gi"))).status).toBe(422);
  });

  it("takes each of 1,000 answers to random pods, with every warning", async () => {
    const view = clusterView({ nodes: (await cluster.ask("GET", NODES)).body.items });
    const pods = fc.sample(randomPod, { numRuns: 1000, seed: 20_261_124 });
    const came = { created: 0, denied: 0, invalid: 0, warned: 0, changed: 0 };
    const odd: unknown[] = [];
    const judge = async (object: (typeof pods)[number]) => {
      const said = await create(`${PODS}${DRY}`, object);
      const message = String(said.body.message ?? "");
      if (said.status === 201) {
        came.created++;
        if (object.metadata.annotations !== undefined) came.changed++;
        const request = { uid: "u", kind: { group: "", version: "v1", kind: "Pod" }, operation: "CREATE", object: said.body };
        const review = { apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", request };
        const { warnings = [] } = reviewAdmission(review, view).response;
        if (warnings.length > 0) came.warned++;
        if (warnings.some((warning) => !said.warnings.includes(warning))) odd.push({ object, said: said.warnings, warnings });
      } else if (said.status === 422 && message.includes("denied the request: ")) came.denied++;
      else if (said.status === 422) came.invalid++;
      else odd.push({ object, status: said.status, message });
    };
    const queue = [...pods];
    const worker = async () => {
      for (let next = queue.pop(); next !== undefined; next = queue.pop()) await judge(next);
    };
    await Promise.all(Array.from({ length: 16 }, worker));
    expect(odd).toEqual([]);
    // Each way is gone often enough to say something.
    for (const count of [came.created, came.denied, came.warned, came.changed]) expect(count).toBeGreaterThan(20);
    const log = served.lines.join("\n");
    expect(log).not.toContain("hunter2");
    expect(log).not.toContain('"decision":"refused"');
    expect(await metrics()).not.toContain('decision="failed"');
  });

  it("shows a new certificate without a restart", async () => {
    const next = await certificate("next");
    await register("Fail", `${served.tls.cert}\n${next.cert}`);
    writeFileSync(join(served.folder, "tls.crt"), next.cert);
    writeFileSync(join(served.folder, "tls.key"), next.key);
    await expect.poll(() => ask(served.port, "/healthz", { ca: next.cert }).then(({ status }) => status, String), SOON).toBe(200);
    // Whatever connections the API server kept, it can make new ones.
    const all = await Promise.all(Array.from({ length: 50 }, () => tryPod({ "nvidia.com/mig-1g.5gb": "1" })));
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([201]));
    served = { ...served, tls: next };
  });

  it("keeps its view while the API server is away, and goes on when it is back", async () => {
    await cluster.down();
    await expect.poll(() => metric("migpack_view_age_seconds"), SOON).toBeGreaterThan(0);
    expect((await ask(served.port, "/readyz", { ca: served.tls.cert })).status).toBe(200);
    expect(await metric("migpack_view_nodes")).toBe(2);
    await cluster.up();
    await expect.poll(() => metric("migpack_view_age_seconds"), { timeout: 60_000 }).toBe(0);
    expect((await create(NODES, node("c"))).status).toBe(201);
    await expect.poll(() => metric("migpack_view_nodes"), SOON).toBe(3);
  });

  it("is missed where the server is gone: fail-closed stops pods, fail-open lets them in, and a new one takes over", async () => {
    expect(await ended(served.child, "SIGTERM")).toBe(0);
    const closed = await tryPod({ "nvidia.com/mig-1g.5gb": "1" });
    expect([closed.status, closed.body.message]).toEqual([500, expect.stringMatching(FAILED)]);
    await register("Ignore");
    await expect.poll(async () => (await tryPod({ "nvidia.com/mig-3g.40gb": "1" })).status, SOON).toBe(201);
    await serve();
    await register("Fail");
    expect((await tryPod({ "nvidia.com/mig-1g.5gb": "1" })).status).toBe(201);
  });

  it("loses no pod while it is stopped and another takes over", async () => {
    const before = served;
    await serve();
    // Both are reached, as behind a Service, until the new one alone is registered.
    await register("Fail");
    let over = false;
    const statuses = new Set<number>();
    const load = (async () => {
      while (!over) statuses.add((await tryPod({ "nvidia.com/mig-1g.5gb": "1" })).status);
    })();
    expect(await ended(before.child, "SIGTERM")).toBe(0);
    await sleep(500);
    over = true;
    await load;
    expect([...statuses]).toEqual([201]);
  });
});

import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { migpack } from "../cli/program.js";
import { type Served, startServe } from "./program.js";
import { ask, certificate, VIEW } from "./support.js";

let served: Served;

const NODES = JSON.stringify(VIEW);

function podReview(resource: string, uid = "u"): string {
  const container = { name: "c", resources: { limits: { [resource]: "1" }, requests: { [resource]: "1" } } };
  return JSON.stringify({
    apiVersion: "admission.k8s.io/v1",
    kind: "AdmissionReview",
    request: {
      uid,
      kind: { group: "", version: "v1", kind: "Pod" },
      operation: "CREATE",
      object: { metadata: { name: "p" }, spec: { containers: [container] } },
      oldObject: null,
    },
  });
}

const post = async (path: string, body: string, ca = served.tls.cert) => ask(served.port, path, { body, ca });
const judged = async (resource: string) => JSON.parse((await post("/validate", podReview(resource))).text).response;
const said = (text: string) => expect.poll(() => served.lines.join("\n"), { timeout: 10_000 }).toContain(text);

/** Addresses of the sockets on which a process takes connections or datagrams, as Linux writes them. */
function listeningOn(pid: number): readonly string[] {
  const open = new Set(readdirSync(`/proc/${pid}/fd`).map((fd) => linkOf(`/proc/${pid}/fd/${fd}`)));
  const LISTEN = "0A";
  return ["tcp", "tcp6", "udp", "udp6"].flatMap((kind) =>
    readFileSync(`/proc/${pid}/net/${kind}`, "utf8")
      .split("\n")
      .slice(1)
      .map((row) => row.trim().split(/\s+/))
      .filter(([, , , state, , , , , , inode]) => (kind.startsWith("udp") || state === LISTEN) && open.has(`socket:[${inode}]`))
      .map(([, address = ""]) => address),
  );
}

/** "" where it was closed meanwhile. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}

describe("migpack serve", () => {
  afterEach(() => void served.child.kill("SIGKILL"));

  it("answers by a file of nodes, and takes up files that change, but not those that are broken", async () => {
    served = await startServe(["--nodes", "nodes.json", "--rules", "rules.yaml", "--log-level", "debug"], {
      files: { "nodes.json": NODES, "rules.yaml": "rules: {UNKNOWN_PROFILE: deny}\n" },
    });
    const write = (name: string, text: string) => writeFileSync(join(served.folder, name), text);
    expect(await judged("nvidia.com/mig-1g.5gb")).toMatchObject({ uid: "u", allowed: true });
    expect(await judged("nvidia.com/mig-3g.40gb")).toMatchObject({ allowed: false });

    write("rules.yaml", "rules: {UNKNOWN_PROFILE: maybe}\n");
    await said("deny, warn or off is needed");
    expect(await judged("nvidia.com/mig-3g.40gb")).toMatchObject({ allowed: false });
    write("nodes.json", '{"nodes": [');
    await said("changed and cannot be read; what was read before stays");
    expect(await judged("nvidia.com/mig-1g.5gb")).toMatchObject({ allowed: true });
    write("nodes.json", NODES.replace("A100-40GB", "H100-80GB"));
    await expect.poll(async () => (await judged("nvidia.com/mig-3g.40gb")).allowed, { timeout: 10_000 }).toBe(true);

    const next = await certificate("next");
    write("tls.crt", next.cert);
    await said("no certificate with its private key as PEM");
    expect((await post("/validate", podReview("cpu"))).status).toBe(200);
    write("tls.key", next.key);
    await expect
      .poll(() => post("/validate", podReview("cpu"), next.cert).then((reply) => reply.status, String), { timeout: 10_000 })
      .toBe(200);
    await expect(post("/validate", podReview("cpu"))).rejects.toThrow();
  });

  it.skipIf(!existsSync("/proc/self/net/tcp"))("listens on the address it was given, and on no other", async () => {
    served = await startServe(["--nodes", "nodes.json"], { files: { "nodes.json": NODES } });
    const hex = served.port.toString(16).toUpperCase().padStart(4, "0");
    expect(listeningOn(served.child.pid ?? 0)).toEqual([`0100007F:${hex}`]);
  });

  it("answers the scheduler, until it is killed", async () => {
    served = await startServe(["--nodes", "nodes.json", "--drain", "60"], { files: { "nodes.json": NODES } });
    const pod = JSON.parse(podReview("nvidia.com/mig-1g.5gb")).request.object;
    const args = JSON.stringify({ Pod: pod, NodeNames: ["a", "b"] });
    const filtered = JSON.parse((await post("/filter", args)).text);
    expect(Object.keys({ ...filtered.FailedNodes, ...filtered.FailedAndUnresolvableNodes })).toContain("b");
    expect(JSON.parse((await post("/prioritize", args)).text).map(({ Host }: { Host: string }) => Host)).toEqual(["a", "b"]);
    expect(JSON.parse((await post("/filter", "{}")).text).Error).toEqual(expect.any(String));
    expect(served.lines.join("")).not.toContain("1g.5gb");
    // And stops at once at a second signal.
    served.child.kill("SIGTERM");
    await said('"msg":"stopping"');
    served.child.kill("SIGTERM");
    expect(await served.status).toBe("SIGTERM");
  });

  it("stops under load without losing a request, with status 0", async () => {
    served = await startServe(["--nodes", "nodes.json", "--drain", "1"], { files: { "nodes.json": NODES } });
    const lost: string[] = [];
    let answered = 0;
    let over = false;
    const client = async (id: number) => {
      for (let i = 0; !over; i++) {
        try {
          const { status, text } = await post("/validate", podReview("nvidia.com/mig-3g.40gb", `${id}-${i}`));
          const { uid, allowed } = JSON.parse(text).response;
          if (status === 200 && uid === `${id}-${i}` && allowed === false) answered++;
          else lost.push(text);
        } catch (error) {
          if (!(error as { hadBegun: boolean }).hadBegun) return;
          lost.push(String(error));
        }
      }
    };
    const clients = Promise.all(Array.from({ length: 10 }, (_, id) => client(id)));
    await expect.poll(() => answered, { timeout: 20_000 }).toBeGreaterThan(50);
    served.child.kill("SIGTERM");
    expect(await served.status).toBe(0);
    over = true;
    await clients;
    expect(lost).toEqual([]);
    const messages = served.lines.map((each) => JSON.parse(each).msg).filter((each) => each !== undefined);
    expect(messages).toEqual(["listening", "stopping", "stopped"]);
  });
});

describe("migpack serve, called wrongly,", () => {
  it("ends with status 2 and one line where the call is wrong", async () => {
    const { cert, key } = await certificate();
    const folder = mkdtempSync(join(tmpdir(), "migpack-"));
    writeFileSync(join(folder, "tls.crt"), cert);
    writeFileSync(join(folder, "tls.key"), key);
    const files = { "nodes.json": NODES, "rules.yaml": "rules: {UNKNOWN_PROFIL: warn}" };
    const told = async (args: string, keyFile = "tls.key") => {
      const all = [
        "serve",
        "--cert",
        join(folder, "tls.crt"),
        "--key",
        join(folder, keyFile),
        "--host",
        "127.0.0.1",
        "--port",
        "0",
      ];
      const { status, out, err } = await migpack([...all, ...args.split(" ")], { files });
      expect([status, out]).toEqual([2, ""]);
      return /^migpack: ([^\n]+)\n$/.exec(err.split("\n").slice(-2).join("\n"))?.[1]?.replaceAll(`${folder}/`, "");
    };
    const either = "either --nodes or --in-cluster is needed";
    expect(await told("--dynamic")).toBe(either);
    expect(await told("--nodes nodes.json --in-cluster")).toBe(either);
    expect(await told("--nodes none.json")).toBe("none.json: no such file");
    expect(await told("--nodes nodes.json --port 65536")).toBe("--port: at most 65535 is needed, not 65536");
    expect(await told("--nodes nodes.json --host 203.0.113.1")).toMatch(/^203\.0\.113\.1:0: cannot be listened on: /);
    expect(await told("--nodes nodes.json", "tls.crt")).toBe("tls.crt, tls.crt: no certificate with its private key as PEM");
    expect(await told("--nodes nodes.json --rules rules.yaml")).toContain("UNKNOWN_PROFILE would be");
    expect(await told("--in-cluster --mig-config x")).toContain("not x");
    expect(await told("--in-cluster")).toContain("this is no pod of a cluster");
  });
});

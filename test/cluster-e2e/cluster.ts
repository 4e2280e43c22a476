import { type ChildProcess, spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** What the API server said to a request. */
export interface Said {
  readonly status: number;
  // Objects of any kind; tests look into them.
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly body: any;
  /** Its Warning headers, unquoted. */
  readonly warnings: readonly string[];
}

const ADMIN = "admin-token";

/** A kube-apiserver with its etcd, on loopback alone, in a folder of their own. */
export class Cluster {
  readonly folder = mkdtempSync(join(tmpdir(), "migpack-cluster-"));
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 32, rejectUnauthorized: false });
  #etcd: ChildProcess | null = null;
  #server: ChildProcess | null = null;

  private constructor(
    private readonly assets: string,
    private readonly ports: readonly [client: number, peer: number, server: number],
  ) {}

  /** @param users token -> user name and groups, beside an administrator */
  static async start(assets: string, users: Readonly<Record<string, { name: string; groups: string }>>): Promise<Cluster> {
    const cluster = new Cluster(assets, [await freePort(), await freePort(), await freePort()]);
    const { publicKey, privateKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
    });
    cluster.#write("sa.pub", publicKey);
    cluster.#write("sa.key", privateKey);
    const rows = Object.entries(users).map(([token, { name, groups }]) => `${token},${name},${name},"${groups}"`);
    cluster.#write("tokens.csv", [`${ADMIN},admin,admin,"system:masters"`, ...rows, ""].join("\n"));
    await cluster.#startEtcd();
    await cluster.up();
    return cluster;
  }

  /** Starts the API server, and waits until it is ready. */
  async up(): Promise<void> {
    const [client, , server] = this.ports;
    const own = (name: string) => join(this.folder, name);
    this.#server = this.#spawn("kube-apiserver", [
      `--etcd-servers=http://127.0.0.1:${client}`,
      `--cert-dir=${this.folder}`,
      "--bind-address=127.0.0.1",
      `--secure-port=${server}`,
      "--advertise-address=127.0.0.1",
      "--service-account-issuer=https://kubernetes.default.svc",
      `--service-account-key-file=${own("sa.pub")}`,
      `--service-account-signing-key-file=${own("sa.key")}`,
      "--service-cluster-ip-range=10.0.0.0/24",
      `--token-auth-file=${own("tokens.csv")}`,
      "--authorization-mode=RBAC",
      // Pods need no controllers without it.
      "--disable-admission-plugins=ServiceAccount",
    ]);
    await this.#until(async () => (await this.ask("GET", "/readyz")).status === 200, this.#server, "kube-apiserver");
  }

  /** Ends the API server, which would wait a minute for its watches if it were asked to; what it knew stays in etcd. */
  async down(): Promise<void> {
    await ended(this.#server, "SIGKILL");
    this.#server = null;
  }

  async stop(): Promise<void> {
    this.#agent.destroy();
    await this.down();
    await ended(this.#etcd, "SIGTERM");
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A file that tells clients how to reach it as the user of that token. */
  kubeconfig(token: string): string {
    const named = (name: string, kind: string, value: unknown) => [{ name, [kind]: value }];
    const address = {
      server: `https://127.0.0.1:${this.ports[2]}`,
      "certificate-authority-data": readFileSync(join(this.folder, "apiserver.crt")).toString("base64"),
    };
    return this.#write(
      `kubeconfig-${token}`,
      JSON.stringify({
        apiVersion: "v1",
        kind: "Config",
        clusters: named("c", "cluster", address),
        users: named("u", "user", { token }),
        contexts: named("x", "context", { cluster: "c", user: "u" }),
        "current-context": "x",
      }),
    );
  }

  ask(method: string, path: string, body?: unknown, contentType = "application/json"): Promise<Said> {
    const headers = { authorization: `Bearer ${ADMIN}`, "content-type": contentType };
    return new Promise((resolve, reject) => {
      const asked = request({ host: "127.0.0.1", port: this.ports[2], path, method, headers, agent: this.#agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString("utf8");
          const isJson = response.headers["content-type"]?.startsWith("application/json");
          resolve({
            status: response.statusCode ?? 0,
            body: isJson ? JSON.parse(text) : text,
            warnings: warningsIn(response.rawHeaders),
          });
        });
      });
      asked.on("error", reject);
      asked.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  async #startEtcd(): Promise<void> {
    const [client, peer] = this.ports;
    const url = (port: number) => `http://127.0.0.1:${port}`;
    this.#etcd = this.#spawn("etcd", [
      `--data-dir=${join(this.folder, "etcd")}`,
      `--listen-client-urls=${url(client)}`,
      `--advertise-client-urls=${url(client)}`,
      `--listen-peer-urls=${url(peer)}`,
      `--initial-advertise-peer-urls=${url(peer)}`,
      `--initial-cluster=default=${url(peer)}`,
      // It holds nothing that must outlive the tests.
      "--unsafe-no-fsync",
    ]);
    await this.#until(async () => (await fetch(`${url(client)}/health`)).ok, this.#etcd, "etcd");
  }

  #spawn(program: string, args: readonly string[]): ChildProcess {
    return spawn(join(this.assets, program), args, { stdio: ["ignore", "ignore", "ignore"] });
  }

  async #until(isReady: () => Promise<boolean>, child: ChildProcess, name: string): Promise<void> {
    for (let i = 0; i < 600; i++) {
      if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}`);
      if (await isReady().catch(() => false)) return;
      await sleep(200);
    }
    throw new Error(`${name} is not ready after two minutes`);
  }

  #write(name: string, text: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, text);
    return path;
  }
}

/** Sends a signal, and waits for the end. */
export async function ended(child: ChildProcess | null, signal: NodeJS.Signals): Promise<number | null> {
  if (child === null || child.exitCode !== null) return child?.exitCode ?? null;
  const end = new Promise<number | null>((resolve) => child.on("exit", resolve));
  child.kill(signal);
  return end;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // of TCP
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** `299 - "text"`, quotes and backslashes escaped (RFC 7234, section 5.5); the API server writes UTF-8. */
function warningsIn(rawHeaders: readonly string[]): readonly string[] {
  return rawHeaders
    .filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === "warning")
    .map((value) => Buffer.from(value, "latin1").toString("utf8"))
    .map((value) => (/^299 \S+ "(.*)"$/s.exec(value)?.[1] ?? value).replace(/\\(.)/g, "$1"));
}

import { Agent } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "node:tls";
import { describe, expect, it } from "vitest";
import { ask, reviewOf, serveTest, type TestServer } from "./support.js";

/** Asks again and again while the server is stopped, which happens after some answers; what came of the requests. */
async function load(server: TestServer, clients: number, agent: Agent | undefined) {
  const came = { answered: 0, lost: [] as string[] };
  let over = false;
  let stopped: Promise<unknown> | null = null;
  const client = async (id: number) => {
    for (let i = 0; !over; i++) {
      const uid = `${id}-${i}`;
      try {
        const { status, text } = await ask(server.port, "/validate", {
          body: reviewOf({}, uid),
          ca: server.tls.cert,
          ...(agent === undefined ? {} : { agent }),
        });
        if (status === 200 && JSON.parse(text).response.uid === uid) {
          if (++came.answered === 100) stopped = server.stop().then(() => (over = true));
        } else came.lost.push(`${status} ${text}`);
      } catch (error) {
        // A connection that is not taken is no request that is lost: the client goes elsewhere.
        if (!(error as { hadBegun: boolean }).hadBegun) return;
        came.lost.push(String(error));
      }
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, id) => client(id)));
  await stopped;
  return came;
}

describe("stopping", () => {
  it.each([
    ["on connections that are kept", true],
    ["on a connection each", false],
  ])("under load loses no request, %s", async (_, keepAlive) => {
    const server = await serveTest({ limits: { drain: 200 } });
    const agent = keepAlive ? new Agent({ keepAlive, maxSockets: 20 }) : undefined;
    const { answered, lost } = await load(server, 20, agent);
    expect(lost).toEqual([]);
    expect(answered).toBeGreaterThanOrEqual(100);
  });

  it("is told to whoever asks whether it is ready, while requests are still answered", async () => {
    const server = await serveTest({ limits: { drain: 300 } });
    const stopped = server.stop();
    const get = (path: string) => ask(server.port, path, { ca: server.tls.cert });
    expect(await get("/readyz")).toMatchObject({ status: 503, text: "stopping\n", headers: { connection: "close" } });
    expect((await get("/healthz")).status).toBe(200);
    expect((await ask(server.port, "/validate", { body: reviewOf({}), ca: server.tls.cert })).status).toBe(200);
    await stopped;
    await expect(get("/healthz")).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  it("finishes what has begun", async () => {
    const server = await serveTest();
    const socket = connect({ host: "127.0.0.1", port: server.port, ca: server.tls.cert });
    const body = reviewOf({});
    let out = "";
    socket.on("data", (chunk: Buffer) => (out += chunk.toString()));
    const closed = new Promise((resolve) => socket.on("close", resolve));
    socket.write(
      `POST /validate HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body.slice(0, 9)}`,
    );
    await sleep(100);
    const stopped = server.stop();
    await sleep(1300);
    socket.write(body.slice(9));
    await closed;
    expect(out).toContain('"allowed":true');
    await stopped;
  });

  it("waits for no one for ever, and not for those who say nothing", async () => {
    const server = await serveTest({ limits: { stop: 2000 } });
    const open = () => connect({ host: "127.0.0.1", port: server.port, ca: server.tls.cert }).on("error", () => {});
    const silent = open();
    const slow = open();
    slow.write("POST /validate HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n");
    await sleep(100);
    const start = performance.now();
    const stopped = server.stop();
    await new Promise((resolve) => silent.on("close", resolve).resume());
    expect(performance.now() - start).toBeLessThan(1900);
    await stopped;
    expect(performance.now() - start).toBeLessThan(4000);
  });
});

import { connect as connectTcp } from "node:net";
import { connect, type TLSSocket } from "node:tls";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, describe, expect, it } from "vitest";
import { json } from "../../src/serve/handler.js";
import { LIMITS } from "../../src/serve/limits.js";
import { ask, certificate, reviewOf, serveTest, type TestServer } from "./support.js";

let server: TestServer;

afterEach(() => server.stop());

const get = (path: string, method?: string) =>
  ask(server.port, path, { ca: server.tls.cert, ...(method === undefined ? {} : { method }) });
const post = (path: string, body: string | Buffer, headers = {}) =>
  ask(server.port, path, { body, headers, ca: server.tls.cert });

/** A TLS connection, and all that comes out of it until it ends. */
async function open(send = ""): Promise<{ socket: TLSSocket; text: Promise<string> }> {
  const socket = connect({ host: "127.0.0.1", port: server.port, ca: server.tls.cert, servername: "" });
  await new Promise((resolve) => socket.once("secureConnect", resolve));
  let out = "";
  socket.on("data", (chunk: Buffer) => (out += chunk.toString()));
  const text = new Promise<string>((resolve) => socket.on("close", () => resolve(out)));
  socket.on("error", () => {});
  socket.write(send);
  return { socket, text };
}

const head = (length: number) =>
  `POST /validate HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`;

describe("a request", () => {
  it("is answered by its handler, whatever its query", async () => {
    server = await serveTest();
    const { status, headers, text } = await post("/validate?timeout=2s", reviewOf({}));
    expect([status, headers["content-type"], JSON.parse(text).response]).toEqual([
      200,
      "application/json",
      { uid: "0cb21796-c14c-4de4-81ad-001421d95d7b", allowed: true },
    ]);
    expect(JSON.parse((await post("/filter", "{}")).text)).toEqual({ nodes: 1 });
  });

  it("that comes in pieces is put together", async () => {
    server = await serveTest();
    const { socket, text } = await open();
    const body = reviewOf({ text: "ü€" });
    for (const byte of Buffer.concat([Buffer.from(head(Buffer.byteLength(body))), Buffer.from(body)])) {
      socket.write(Buffer.of(byte));
      if (Math.random() < 0.1) await new Promise(setImmediate);
    }
    socket.end();
    expect(await text).toMatch(/^HTTP\/1.1 200 OK[\s\S]+"allowed":true/);
  });

  it("nobody can answer is told why, in one line of text", async () => {
    server = await serveTest();
    const told = async (reply: ReturnType<typeof post>) => {
      const { status, headers, text } = await reply;
      expect([headers["content-type"], text.split("\n").length]).toEqual(["text/plain; charset=utf-8", 2]);
      return [status, text.trim()];
    };
    const needed = "an AdmissionReview of admission.k8s.io/v1 with a request and its uid is needed";
    expect(await told(get("/"))).toEqual([404, expect.stringContaining("/validate, ")]);
    expect(await told(get("/validate"))).toEqual([405, "POST is needed"]);
    expect(await told(post("/healthz", ""))).toEqual([405, "GET or HEAD is needed"]);
    expect(await told(post("/validate", reviewOf({}), { "content-type": "text/yaml" }))).toEqual([
      415,
      "content-type application/json is needed",
    ]);
    expect(await told(post("/validate", reviewOf({}).slice(0, -7)))).toEqual([400, "not readable as JSON"]);
    expect(await told(post("/validate", "kind: AdmissionReview"))).toEqual([400, "not readable as JSON"]);
    expect(await told(post("/validate", Buffer.from([0xff, 0xfe, 0x00])))).toEqual([400, "not readable as JSON"]);
    expect(await told(post("/validate", reviewOf({}).replace("/v1", "/v1beta1")))).toEqual([400, needed]);
    for (const body of ["null", "[]", "1", "{}", '{"__proto__":{"request":{"uid":"x"}}}', reviewOf({}, "")])
      expect(await told(post("/validate", body))).toEqual([400, needed]);
  });

  it("that is nested without end is not read, and brackets in texts are none", async () => {
    server = await serveTest();
    const deep = (depth: number) => `{"a":${"[".repeat(depth)}${"]".repeat(depth)}}`;
    expect((await post("/validate", "[".repeat(5_000_000))).text).toBe("nested more than 200 deep\n");
    expect((await post("/validate", '{"a":'.repeat(100_000))).text).toBe("nested more than 200 deep\n");
    expect((await post("/validate", deep(200))).text).toBe("nested more than 200 deep\n");
    expect((await post("/filter", deep(199))).status).toBe(200);
    expect((await post("/filter", JSON.stringify({ a: `\\"${"[{".repeat(500)}` }))).status).toBe(200);
  });

  it("that is too large is refused, whether it says so or not, and the connection lives on", async () => {
    server = await serveTest();
    const huge = Buffer.alloc(20_000_000, " ");
    expect((await post("/validate", huge)).status).toBe(413);
    const chunked = { "transfer-encoding": "chunked" };
    expect(await post("/validate", huge, chunked)).toMatchObject({
      status: 413,
      text: `at most ${LIMITS.bodyBytes} bytes are read\n`,
    });
    const { socket, text } = await open(`${head(20_000_000)}`);
    socket.write(huge);
    socket.end(`${head(reviewOf({}).length)}${reviewOf({})}`);
    expect((await text).match(/HTTP\/1.1 \d+/g)).toEqual(["HTTP/1.1 413", "HTTP/1.1 200"]);
  });

  it("of the largest review that an API server sends is read", async () => {
    server = await serveTest();
    const config = "<".repeat(600_000).replaceAll("<", "\\u003c");
    const body = reviewOf({ data: "X" }).replace("X", config);
    expect((await post("/validate", body)).status).toBe(200);
  });

  it("is forgotten when it is answered, though its connection stays", async () => {
    let body: WeakRef<object> | null = null;
    const keep = (value: unknown) => {
      body = new WeakRef(Object(value));
      return json({}, { decision: "answered" });
    };
    server = await serveTest({ handlers: { "/keep": keep } });
    const { socket, text } = await open(`${head(2).replace("/validate", "/keep")}{}`);
    await new Promise((resolve) => socket.once("data", resolve));
    setFlagsFromString("--expose-gc");
    const collect: () => void = runInNewContext("gc");
    const held = () => {
      collect();
      return body?.deref();
    };
    await expect.poll(held).toBeUndefined();
    socket.end("GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n");
    expect((await text).match(/HTTP\/1.1 \d+/g)).toEqual(["HTTP/1.1 200", "HTTP/1.1 200"]);
  });

  it("on which a handler fails is no yes, and what it held stays untold", async () => {
    server = await serveTest();
    expect(await post("/broken", '{"secret":"hunter2"}')).toMatchObject({ status: 500, text: "internal error\n" });
    const log = server.lines.join("");
    expect(log).toContain('"error":"Error"');
    expect(log).toContain("support.ts");
    expect(log).not.toContain("hunter2");
  });

  it("whose client leaves is counted, and nothing else happens", async () => {
    server = await serveTest();
    const { socket, text } = await open(`${head(1000)}{"a":`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
    expect(await text).toBe("");
    await expect.poll(() => server.lines.join("")).toContain('"decision":"abandoned"');
    expect((await get("/healthz")).status).toBe(200);
  });
});

describe("a slow client", () => {
  const limits = { handshake: 300, headers: 300, request: 600 };

  it.each([
    ["without a word", ""],
    ["in its headers", "POST /validate HTTP/1.1\r\nhost: x\r\n"],
    ["in its body", `${head(1000)}{"a":`],
  ])("%s is told and hung up on", async (_, send) => {
    server = await serveTest({ limits });
    const { text } = await open(send);
    expect(await text).toMatch(/^HTTP\/1.1 408 [\s\S]+the request did not come in time\n$/);
    expect((await get("/healthz")).status).toBe(200);
  });

  it("that only dribbles is not waited for either", async () => {
    server = await serveTest({ limits });
    const { socket, text } = await open(head(1000));
    const dribble = setInterval(() => socket.write(" "), 20);
    expect(await text).toMatch(/^HTTP\/1.1 408 /);
    clearInterval(dribble);
  });

  it("that was refused and goes on sending gets one answer", async () => {
    server = await serveTest({ limits });
    const { socket, text } = await open(head(50_000_000));
    const dribble = setInterval(() => socket.write(" "), 20);
    expect((await text).match(/HTTP\/1.1 \d+/g)).toEqual(["HTTP/1.1 413"]);
    clearInterval(dribble);
  });

  it("that never speaks TLS, or speaks something else, is hung up on", async () => {
    server = await serveTest({ limits });
    for (const send of ["", "GET / HTTP/1.1\r\n\r\n", "\x16\x03\x01"]) {
      const socket = connectTcp(server.port, "127.0.0.1");
      socket.on("error", () => {});
      socket.write(send);
      await new Promise((resolve) => socket.on("close", resolve).resume());
    }
    const garbage = await open("\0\0\0\r\n\r\n");
    expect(await garbage.text).toMatch(/^HTTP\/1.1 400 /);
    const headers = await open(`GET /healthz HTTP/1.1\r\n${"x: y\r\n".repeat(10_000)}`);
    expect(await headers.text).toMatch(/^(HTTP\/1.1 431 |$)/);
    expect((await get("/healthz")).status).toBe(200);
  });
});

describe("the pages", () => {
  it("tell whether the server lives and the cluster is known", async () => {
    let ready = false;
    server = await serveTest({ ready: () => ready });
    expect([(await get("/healthz")).status, (await get("/readyz")).status]).toEqual([200, 503]);
    expect((await get("/readyz")).text).toBe("the cluster has not been read yet\n");
    ready = true;
    expect((await get("/readyz")).status).toBe(200);
    expect(await get("/readyz", "HEAD")).toMatchObject({ status: 200, text: "" });
  });

  it("count requests by path and decision", async () => {
    server = await serveTest();
    await post("/validate", reviewOf({}));
    await post("/validate", reviewOf({ deny: true }));
    await post("/validate", "nonsense");
    await get("/made-up-by-anyone");
    const { headers, text } = await get("/metrics");
    expect(headers["content-type"]).toMatch(/^text\/plain; version=0.0.4/);
    const lines = text.split("\n");
    expect(lines.filter((line) => line.startsWith("migpack_requests_total"))).toEqual([
      'migpack_requests_total{path="/validate",decision="allowed"} 1',
      'migpack_requests_total{path="/validate",decision="denied"} 1',
      'migpack_requests_total{path="/validate",decision="refused"} 1',
      'migpack_requests_total{path="other",decision="refused"} 1',
    ]);
    expect(lines).toContain('migpack_request_duration_seconds_count{path="/validate"} 3');
    expect(lines).toContain("migpack_view_nodes 1");
    expect(lines).toContain("migpack_view_synced 1");
    expect(lines).toContain("migpack_view_age_seconds 0");
    expect(lines).toContain(`migpack_certificate_expiry_timestamp_seconds ${server.tls.expires}`);
    expect(text).toContain("process_resident_memory_bytes ");
  });
});

describe("the log", () => {
  it("has one line for a request, and of what it holds only the uid", async () => {
    server = await serveTest();
    await post("/validate?token=hunter2", reviewOf({ deny: true, env: "hunter2" }), { authorization: "Bearer hunter2" });
    const [listening, line, ...more] = server.lines.map((each) => JSON.parse(each));
    expect([listening.msg, listening.host, more]).toEqual(["listening", "127.0.0.1", []]);
    expect(line).toEqual({
      level: 30,
      time: expect.any(String),
      path: "/validate",
      status: 200,
      ms: expect.any(Number),
      uid: "0cb21796-c14c-4de4-81ad-001421d95d7b",
      decision: "denied",
      code: 403,
    });
  });
});

describe("the address", () => {
  it("is the one asked for, and no other", async () => {
    server = await serveTest();
    const elsewhere = connectTcp(server.port, "127.0.0.2");
    const error = await new Promise<NodeJS.ErrnoException>((resolve) => elsewhere.on("error", resolve));
    expect(error.code).toBe("ECONNREFUSED");
  });

  it("that is taken is an error of the call", async () => {
    server = await serveTest();
    const { startServer } = await import("../../src/serve/server.js");
    const { createLog } = await import("../../src/serve/log.js");
    const { createMetrics } = await import("../../src/serve/metrics.js");
    const metrics = createMetrics({ nodes: () => 0, age: () => 0, synced: () => true, certificateExpires: () => 0 });
    const again = startServer({
      host: "127.0.0.1",
      port: server.port,
      tls: server.tls,
      view: () => ({ nodes: [] }),
      ready: () => true,
      handlers: {},
      log: createLog(() => {}, "error"),
      metrics,
    });
    await expect(again).rejects.toMatchObject({ code: "INVALID_INPUT", message: expect.stringContaining("EADDRINUSE") });
  });

  it("shows the certificate it was last given, and old connections go on", async () => {
    server = await serveTest();
    const before = await open();
    const next = await certificate("next");
    server.setCertificate(next);
    expect((await ask(server.port, "/healthz", { ca: next.cert })).status).toBe(200);
    await expect(get("/healthz")).rejects.toThrow();
    before.socket.end("GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n");
    expect(await before.text).toMatch(/^HTTP\/1.1 200 /);
  });
});

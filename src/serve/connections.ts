import type { IncomingMessage, ServerResponse } from "node:http";
import type { Server } from "node:https";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Limits } from "./limits.js";

/** How long a connection without a request may still bring one that was on its way, in milliseconds. */
const ON_ITS_WAY = 1000;

/** A request, and its answer. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * The connections of a server: what goes on in each, what they are told of their faults, and how
 * they end. It puts no listeners on single requests: with those, dead requests kept each other alive
 * from one collection of young objects to the next, which took a tenth of the CPU.
 */
export class Connections {
  readonly #server: Server;
  /** Under TLS, or about to be. */
  readonly #raw = new Set<Socket>();
  readonly #secure = new Set<Socket>();
  /** What each is about, or was about last: of requests that came at once the last, which is answered last. */
  readonly #exchanges = new WeakMap<Duplex, Exchange>();

  constructor(server: Server) {
    this.#server = server;
    server.on("connection", (socket: Socket) => track(socket, this.#raw));
    server.on("secureConnection", (socket: Socket) => track(socket, this.#secure));
    server.on("clientError", (error: NodeJS.ErrnoException, socket) => this.#fault(error, socket));
  }

  begin(exchange: Exchange): void {
    this.#exchanges.set(exchange.request.socket, exchange);
  }

  /** Takes no more connections, and resolves when all have ended: by themselves, or after `stop` milliseconds. */
  async end({ stop }: Limits): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    const silent = setTimeout(() => {
      for (const socket of this.#secure) if (!this.#isBusy(socket)) socket.destroy();
    }, ON_ITS_WAY);
    const late = setTimeout(() => {
      for (const socket of this.#raw) socket.destroy();
    }, stop);
    await closed;
    clearTimeout(silent);
    clearTimeout(late);
  }

  #isBusy(socket: Duplex): boolean {
    return this.#exchanges.get(socket)?.response.writableFinished === false;
  }

  /** Whether its request was answered before it was all there. */
  #isAnswered(socket: Duplex): boolean {
    const exchange = this.#exchanges.get(socket);
    return exchange?.request.complete === false && exchange.response.writableFinished;
  }

  /** A request that cannot even be read, or not in time. */
  #fault({ code = "" }: NodeJS.ErrnoException, socket: Duplex): void {
    // Without TLS agreed on there is no way to tell anything.
    const isOfHttp = code.startsWith("HPE_") || code === "ERR_HTTP_REQUEST_TIMEOUT";
    if (!isOfHttp || !socket.writable || this.#isAnswered(socket)) {
      socket.destroy();
      return;
    }
    const [status, text] = FAULTS[code] ?? BAD_REQUEST;
    const head = [`HTTP/1.1 ${status}`, "connection: close", "content-type: text/plain", `content-length: ${text.length + 1}`];
    socket.end(`${head.join("\r\n")}\r\n\r\n${text}\n`);
  }
}

const BAD_REQUEST = ["400 Bad Request", "not readable as HTTP"] as const;
const FAULTS: Readonly<Record<string, readonly [string, string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: ["408 Request Timeout", "the request did not come in time"],
  HPE_HEADER_OVERFLOW: ["431 Request Header Fields Too Large", "the headers are too large"],
};

function track(socket: Socket, among: Set<Socket>): void {
  among.add(socket);
  socket.on("close", () => among.delete(socket));
}

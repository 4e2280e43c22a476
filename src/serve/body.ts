import type { IncomingMessage } from "node:http";
import { type Answer, refusal } from "./handler.js";
import type { Limits } from "./limits.js";

type Body = { readonly value: unknown } | { readonly refused: Answer } | "abandoned";

/**
 * Reads the JSON of a request, or says why not. What is too large is answered at once and the
 * rest of it passed over unread: closing at once would take the answer from a client that still sends.
 */
export function readBody(request: IncomingMessage, { bodyBytes, depth }: Limits): Promise<Body> {
  if (!isJson(request.headers["content-type"]))
    return Promise.resolve({ refused: refusal(415, "content-type application/json is needed") });
  const tooLarge = () => ({ refused: refusal(413, `at most ${bodyBytes} bytes are read`) });
  if (Number(request.headers["content-length"] ?? 0) > bodyBytes) return Promise.resolve(tooLarge());
  return new Promise((resolve) => {
    let chunks: Buffer[] = [];
    let bytes = 0;
    /** null: settled. A request stays with its connection until the next comes, and must not keep its body alive. */
    let settle: typeof resolve | null = resolve;
    const end = (body: Body) => {
      settle?.(body);
      settle = null;
      chunks = [];
    };
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= bodyBytes) chunks.push(chunk);
      else end(tooLarge());
    });
    request.on("end", () => end(bytes > bodyBytes ? tooLarge() : parse(chunks, depth)));
    request.on("close", () => end("abandoned"));
    request.on("error", () => end("abandoned"));
  });
}

function isJson(contentType = ""): boolean {
  return /^application\/json\s*(;|$)/i.test(contentType);
}

function parse(chunks: readonly Buffer[], depth: number): Body {
  const bytes = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
  if (opensDeeper(bytes, depth)) return { refused: refusal(400, `nested more than ${depth} deep`) };
  try {
    return { value: JSON.parse(bytes.toString("utf8")) };
  } catch {
    // Its message quotes the text, which may be anyone's secret.
    return { refused: refusal(400, "not readable as JSON") };
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = [0x5b, 0x7b] as const;
const CLOSING = [0x5d, 0x7d] as const;

/** Whether brackets outside of strings open deeper; megabytes of them would cost the parser a gigabyte. */
function opensDeeper(bytes: Buffer, limit: number): boolean {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (quoted) {
      if (byte === BACKSLASH) i++;
      else if (byte === QUOTE) quoted = false;
    } else if (byte === QUOTE) quoted = true;
    else if (byte === OPENING[0] || byte === OPENING[1]) {
      if (++depth > limit) return true;
    } else if (byte === CLOSING[0] || byte === CLOSING[1]) depth--;
  }
  return false;
}

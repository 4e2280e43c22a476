import { MigError } from "../error.js";
import { PLANNER_BASE64 } from "../generated/planner.js";
import type { Planner } from "./exports.js";

/**
 * Bytes of compiled models and states after which the next question starts from a fresh
 * instance. Models compile again in microseconds, so nothing needs freeing one by one.
 */
const FRESH_AFTER_BYTES = 64 << 20;

/** i32 entries of the mailbox, as `assembly/layout/question.ts` lays it out. */
const MAILBOX_LENGTH = 64;

let current: Planner | undefined;
let module: WebAssembly.Module | undefined;

/** The planner, compiled on first use. Handles are good only for the instance that gave them. */
export function planner(): Planner {
  if (current === undefined || current.bytesUsed() > FRESH_AFTER_BYTES) current = instantiate();
  return current;
}

function instantiate(): Planner {
  try {
    module ??= new WebAssembly.Module(decode(PLANNER_BASE64));
    return guard(new WebAssembly.Instance(module));
  } catch (cause) {
    throw new MigError(
      "WASM_UNAVAILABLE",
      "WebAssembly cannot run here; a page with a content security policy needs 'wasm-unsafe-eval' in its script-src directive",
      { cause },
    );
  }
}

/** A plain loop: many times faster than `Uint8Array.from` with a callback, and it works in every host. */
function decode(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

type Call = (a?: number, b?: number, c?: number, d?: number, e?: number) => number;

/** Wraps every function, so that no trap of the module leaves this file. */
function guard(instance: WebAssembly.Instance): Planner {
  const guarded: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(instance.exports)) {
    // A module's exported functions take and give numbers; assembly/index.ts exports nothing else callable.
    guarded[name] = typeof value === "function" ? guardCall(value as Call, instance) : value;
  }
  guarded.mailbox = mailboxOf(instance);
  // The two sides of this border are compared name by name in test/planner/exports.test.ts.
  return guarded as unknown as Planner;
}

/** A view of the mailbox, made anew when the memory has grown: a view of grown memory has length 0. */
function mailboxOf({ exports }: WebAssembly.Instance): () => Int32Array {
  const { memory, mailboxAt } = exports as unknown as { memory: WebAssembly.Memory; mailboxAt: () => number }; // as assembly/index.ts exports them
  const at = mailboxAt();
  let view = new Int32Array(memory.buffer, at, MAILBOX_LENGTH);
  return () => (view.length > 0 ? view : (view = new Int32Array(memory.buffer, at, MAILBOX_LENGTH)));
}

/** Spare arguments are dropped at the border for nothing, where a rest parameter would cost more than the call. */
function guardCall(call: Call, instance: WebAssembly.Instance): Call {
  return (a, b, c, d, e) => {
    try {
      return call(a, b, c, d, e);
    } catch (cause) {
      throw trapped(cause, instance);
    }
  };
}

/** What a trap becomes. The instance is dropped: its memory may be half written. */
function trapped(cause: unknown, instance: WebAssembly.Instance): MigError {
  current = undefined;
  const { exhausted } = instance.exports;
  return exhausted instanceof WebAssembly.Global && exhausted.value === 1
    ? new MigError("OUT_OF_MEMORY", "the planner ran out of memory; ask about smaller models, or fewer at a time", { cause })
    : new MigError("OUT_OF_MEMORY", "the planner stopped; the question was too deep for the memory or stack it has", { cause });
}

import { MigError } from "../error.js";

const modules = new Map<string, WebAssembly.Module>();

/**
 * An instance of a module of the planner; `base64` is its code. `onTrap` runs before the error
 * leaves, where a call traps.
 *
 * @throws MigError WASM_UNAVAILABLE
 */
export function instantiate<Exports>(base64: string, onTrap: () => void = () => {}): Exports {
  try {
    let module = modules.get(base64);
    if (module === undefined) modules.set(base64, (module = new WebAssembly.Module(decode(base64))));
    // The two sides of this border are compared name by name in test/planner/exports.test.ts.
    return guard(new WebAssembly.Instance(module), onTrap) as Exports;
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
function guard(instance: WebAssembly.Instance, onTrap: () => void): Record<string, unknown> {
  const guarded: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(instance.exports)) {
    // A module's exported functions take and give numbers; the entries of assembly/ export nothing else callable.
    guarded[name] = typeof value === "function" ? guardCall(value as Call, instance, onTrap) : value;
  }
  guarded.mailbox = mailboxOf(instance);
  return guarded;
}

/** Spare arguments are dropped at the border for nothing, where a rest parameter would cost more than the call. */
function guardCall(call: Call, instance: WebAssembly.Instance, onTrap: () => void): Call {
  return (a, b, c, d, e) => {
    try {
      return call(a, b, c, d, e);
    } catch (cause) {
      onTrap();
      throw trapped(cause, instance);
    }
  };
}

interface Mailbox {
  readonly memory: WebAssembly.Memory;
  readonly mailboxAt: () => number;
  readonly MAILBOX_LENGTH: WebAssembly.Global<"i32">;
}

/** A view of the mailbox, made anew when the memory has grown: a view of grown memory has length 0. */
function mailboxOf({ exports }: WebAssembly.Instance): () => Int32Array {
  const { memory, mailboxAt, MAILBOX_LENGTH } = exports as unknown as Mailbox; // as both entries of assembly/ export them
  const at = mailboxAt();
  const length = MAILBOX_LENGTH.value;
  let view = new Int32Array(memory.buffer, at, length);
  return () => {
    if (view.length === 0) view = new Int32Array(memory.buffer, at, length);
    return view;
  };
}

function trapped(cause: unknown, { exports: { exhausted } }: WebAssembly.Instance): MigError {
  const ranOut = exhausted instanceof WebAssembly.Global && exhausted.value === 1;
  const message = ranOut
    ? "the planner ran out of memory; ask about smaller models, or fewer at a time"
    : "the planner stopped; the question was too deep for the memory or stack it has";
  return new MigError("OUT_OF_MEMORY", message, { cause });
}

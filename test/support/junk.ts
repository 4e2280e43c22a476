/** What no one should pass, and everyone may. */
const cyclic: Record<string, unknown> = { name: "cyclic" };
cyclic.self = cyclic;
cyclic.profiles = [cyclic];

const revoked = Proxy.revocable({}, {});
revoked.revoke();
const revokedArray = Proxy.revocable([], {});
revokedArray.revoke();

function refuse(): never {
  throw new Error("a trap of the caller");
}

const megabytes = "1g.10gb,".repeat(1_250_000);

export const junk: readonly (readonly [string, unknown])[] = [
  ["undefined", undefined],
  ["null", null],
  ["true", true],
  ["0", 0],
  ["-0", -0],
  ["-1", -1],
  ["1.5", 1.5],
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["2^53", 2 ** 53],
  ["1e300", 1e300],
  ["a bigint", 10n],
  ["a symbol", Symbol("junk")],
  ["a function", () => "1g.10gb"],
  ["an empty object", {}],
  ["an empty array", []],
  ["an array of itself", [[["1g.10gb"]]]],
  ["a sparse array", new Array(3)],
  ["a Map", new Map([["1g.10gb", 1]])],
  ["a date", new Date(Number.NaN)],
  ["a typed array", new Uint8Array(4)],
  ["a boxed string", Object("1g.10gb")],
  ["the empty string", ""],
  ["a NUL", "\0"],
  ["a lone surrogate", "\ud800"],
  ["__proto__", "__proto__"],
  ["constructor", "constructor"],
  ["toString", "toString"],
  ["1g.10gb@7", "1g.10gb@7"],
  ["1g.10gb@-1", "1g.10gb@-1"],
  ["1g.10gb@", "1g.10gb@"],
  ["1g.10gb@1e0", "1g.10gb@1e0"],
  ["1c.3g.40gb", "1c.3g.40gb"],
  ["99999999999999999999g.1gb", "99999999999999999999g.1gb"],
  ["ten megabytes", megabytes],
  ["an object with __proto__ as its own key", JSON.parse('{"__proto__": 1, "constructor": 2}')],
  ["no prototype", Object.create(null)],
  ["a huge length", { length: 2 ** 32 - 1 }],
  ["a cyclic object", cyclic],
  // Each a fresh object that throws when it is read in one way or another.
  ["a throwing getter", Object.defineProperty({}, "profile", { enumerable: true, get: refuse })],
  ["a throwing element", Object.defineProperty(["1g.10gb"], 0, { enumerable: true, get: refuse })],
  ["a throwing toString", { toString: refuse, valueOf: refuse, [Symbol.toPrimitive]: refuse, toJSON: refuse }],
  ["a throwing iterator", Object.assign(["1g.10gb"], { [Symbol.iterator]: refuse })],
  ["a throwing proxy", new Proxy({}, { get: refuse, ownKeys: refuse, has: refuse, getOwnPropertyDescriptor: refuse })],
  ["a throwing proxy of an array", new Proxy([], { get: refuse, ownKeys: refuse, getPrototypeOf: refuse })],
  ["a revoked proxy", revoked.proxy],
  ["a revoked proxy of an array", revokedArray.proxy],
];

/** Copies of `value`, each with `bad` in another place of it; the first is `bad` itself. */
export function* spoilt(value: unknown, bad: unknown): Generator<unknown> {
  yield bad;
  if (Array.isArray(value)) {
    for (const [i, each] of value.entries()) {
      for (const inner of spoilt(each, bad)) yield value.with(i, inner);
    }
  } else if (typeof value === "object" && value !== null) {
    for (const [key, each] of Object.entries(value)) {
      for (const inner of spoilt(each, bad)) yield { ...value, [key]: inner };
    }
  }
}

/** Texts mean, and fail to mean, what go-yaml v2 makes of them. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { YamlFault } from "../../src/documents/go-yaml/fault.js";
import { readDocuments, readFirstDocument } from "../../src/documents/yaml.js";
import { MigError } from "../../src/error.js";
import { READ, REFUSED, REFUSED_OTHERWISE, SCALARS } from "./cases.js";

function refusal(body: () => unknown): MigError {
  try {
    body();
  } catch (error) {
    if (error instanceof MigError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("what a text means", () => {
  test.each(SCALARS)("the scalar %s", (text, value) => {
    expect(readFirstDocument(`a: ${text}\n`, "x")?.value).toStrictEqual({ a: value });
    if (text !== "" && text !== "!!str")
      expect(readFirstDocument(`- [${text}\n  , 1]\n`, "x")?.value).toStrictEqual([[value, 1]]);
  });

  test.each(READ)("%s", (_, text, value) => {
    expect(readFirstDocument(text, "x")?.value).toStrictEqual(value);
  });

  test("JSON is read as JSON.parse reads it", () => {
    const keys = fc.string({ unit: "grapheme-ascii", maxLength: 20 });
    const { value: json } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(null, true, false),
        fc.maxSafeInteger(),
        fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Object.is(number, -0)),
        keys,
        fc.array(tie("value"), { maxLength: 5 }),
        fc.dictionary(keys, tie("value"), { maxKeys: 5 }),
      ),
    }));
    fc.assert(
      fc.property(json, fc.constantFrom("", "  ", "\t"), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const read = readFirstDocument(text, "x")?.value;
        // Whole numbers beyond 2^53 stand exactly as they are written.
        const plain = JSON.parse(JSON.stringify(read, (_, each) => (typeof each === "bigint" ? Number(each) : each)));
        expect(plain).toStrictEqual(JSON.parse(text));
      }),
      { numRuns: 300 },
    );
  });

  test("documents one by one, or the first alone", () => {
    const text = "a: 1\n---\nb: 2\n...\n---\n- c\n";
    expect(readDocuments(text, "x").map(({ value }) => value)).toEqual([{ a: 1 }, { b: 2 }, ["c"]]);
    expect(readFirstDocument(text, "x")?.value).toEqual({ a: 1 });
    expect(readDocuments("", "x")).toEqual([]);
    expect(readFirstDocument("# nothing\n", "x")).toBeNull();
    expect(refusal(() => readDocuments("a: 1\n---\n]", "x")).message).toMatch(
      /Unexpected flow-seq-end token .* at line 3, column 1/,
    );
    expect(refusal(() => readDocuments("{a: 1} ]", "x")).message).toMatch(/Unexpected flow-seq-end token .* at line 1, column 8/);
    expect(refusal(() => readDocuments("&a 1\n---\n*a", "x")).message).toMatch(/unknown anchor 'a'/);
  });
});

describe("what is refused", () => {
  test.each(REFUSED)("%j: %s", (text, words) => {
    const error = refusal(() => readFirstDocument(text, "the file"));
    expect(error.code).toBe("INVALID_INPUT");
    expect(error.message).toMatch(/^the file: not readable as YAML or JSON: /);
    expect(error.cause).toBeInstanceOf(YamlFault);
    expect((error.cause as YamlFault).goWords).toBe(words);
  });

  test.each(REFUSED_OTHERWISE)("%j, without words for it", (text, line, column) => {
    const error = refusal(() => readFirstDocument(text, "f"));
    expect((error.cause as YamlFault).goWords).toBeNull();
    expect(error.message).toMatch(new RegExp(`^f: not readable as YAML or JSON: .* at line ${line}, column ${column}$`));
  });

  test("the message has the place where it shows, the cause the line that go-yaml names", () => {
    const error = refusal(() => readFirstDocument("x: 1\na: 1\n- b\n", "f"));
    expect(error.message).toBe("f: not readable as YAML or JSON: did not find expected key at line 3, column 1");
    expect((error.cause as YamlFault).goWords).toBe("yaml: line 2: did not find expected key");
    expect(refusal(() => readFirstDocument("a: 1\nb: \0", "f")).message).toMatch(/control characters .* at line 2, column 4$/);
  });

  test("of several mistakes the first", () => {
    for (const text of ["a: 1\n b: 2\nc: @\n", "a: @\nb: 1\n c: 2\n"]) {
      expect(refusal(() => readFirstDocument(text, "f")).message).toMatch(/ at line [12], column [34]$/);
    }
  });

  test("the stack of errors is left as deep as it was", () => {
    const { stackTraceLimit } = Error;
    refusal(() => readFirstDocument("a: @", "f"));
    expect(Error.stackTraceLimit).toBe(stackTraceLimit);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PATIENCE_MS } from "../support/patience.js";
import { line, migpack } from "./program.js";

/** A wrong call: status 2, nothing on standard output, one line on standard error. */
async function refused(argv: readonly string[], world?: Parameters<typeof migpack>[1]): Promise<string> {
  const { status, out, err } = await migpack(argv, world);
  expect([status, out]).toEqual([2, ""]);
  expect(err).toMatch(/^migpack: [^\p{Cc}]{1,450}\n$/u);
  expect(err).not.toMatch(/\n +at |internal error/);
  return err;
}

describe("what is wrong with the call stands on one line", () => {
  const calls: readonly (readonly [string, RegExp])[] = [
    ["fti H100-80GB", /unknown command 'fti' \(Did you mean fit\?\)/],
    ["fit", /missing required argument 'model'/],
    ["fit H100-80GB", /missing required argument 'profile'/],
    ["fit H100-80GB 1g.10gb --dirver 5", /unknown option '--dirver' \(Did you mean --driver\?\)/],
    ["schema demand layout", /too many arguments/],
    ["schema fleet", /Allowed choices are gpuModel, layout, demand, packProblem/],
    ["completion powershell", /Allowed choices are bash, zsh, fish/],
    ["convert lgi.txt", /required option '--from <source>' not specified/],
    ["convert --from smi x", /Allowed choices are nvidia-smi, gfd, dcgm, resourceslice/],
    ["models H1000", /H100-80GB/],
    ["fit H100-80GB 1g.11gb", /profiles\[0\]: "1g\.11gb" does not exist on H100-80GB; .*1g\.10gb/],
    ["fit H100-80GB 1c.3g.40gb", /compute instance/],
    ["fit H100-80GB 3g.40gb@1", /profiles\[0\]: 3g\.40gb never sits at 1; its starts are 0, 4/],
    ["fit H100-80GB 1g.10gb --on 3g.40gb@0,4g.40gb@0", /--on\[1\]: 4g\.40gb@0 overlaps 3g\.40gb@0/],
    ["fit H100-80GB 1g.10gb --on nonsense", /--on\[0\]: "nonsense" is no placement/],
    ["fit H100-80GB 1g.10gb --driver new", /--driver: a whole number/],
    ["fit H100-80GB 1g.10gb --driver 470", /525/],
    ["free A30-24GB --on 1g.10gb@0", /--on\[0\]: "1g\.10gb" does not exist on A30-24GB/],
    ["layouts H100-80GB --profiles 1g.10gb,,2g.20gb", /profiles\[1\]/],
    ["min H100-80GB", /counts such as 1g\.10gb=7 are needed/],
    ["min H100-80GB 1g.10gb", /1g\.10gb: a profile and a count are needed/],
    ["min H100-80GB =7", /=7: a profile and a count are needed/],
    ["min H100-80GB __proto__=1", /"__proto__" does not exist on H100-80GB/],
    ["min H100-80GB constructor=1", /"constructor" does not exist on H100-80GB/],
    ["min H100-80GB 1g.10gb=9007199254740991 1g.10gb=1", /2\^53 - 1/],
    ["pack missing.yaml", /missing\.yaml: no such file/],
    ["render H100-80GB 3g.40gb@4 --width 5", /width: a whole number from 10 to 1000/],
    ["render H100-80GB 3g.40gb@4 --theme pink", /Allowed choices are light, dark/],
    ["render H100-80GB 3g.40gb@4,1g.10gb@5", /layout\[1\]: 1g\.10gb@5 overlaps 3g\.40gb@4/],
  ];
  it.each(calls)("migpack %s", async (text, says) => {
    expect(await refused(text.split(" "))).toMatch(says);
  });

  it("migpack", async () => {
    expect(await refused([])).toMatch(/a command is needed; migpack --help/);
  });

  it.each(["NaN", "Infinity", "-1", "1.5", "1_000", "0x10", "1e400", "1e-3", "9007199254740993", "", " 7", "٧"])(
    "1g.10gb=%j is no count",
    async (count) => {
      expect(await refused(["min", "H100-80GB", `1g.10gb=${count}`])).toMatch(
        /1g\.10gb: a whole number up to 2\^53 - 1 is needed/,
      );
    },
  );
});

describe("what is wrong with a file stands on one line", () => {
  const files: readonly (readonly [string, string, RegExp])[] = [
    ["is empty", "", /an object is needed, not null/],
    ["has a misspelt key", "model: H100-80GB\ndemands: {}\n", /there is no key "demands" here \(and 1 more\)/],
    ["has a bad count", "model: H100-80GB\ndemand: {1g.10gb: 1.5}\n", /demand\["1g\.10gb"\]: a whole number is needed, not 1\.5/],
    ["has a key twice", "model: H100-80GB\ndemand: {1g.10gb: 1, 1g.10gb: 2}\n", /the key 1g\.10gb stands twice/],
    ["pollutes", "model: H100-80GB\ndemand: {__proto__: 1}\n", /"__proto__" is no profile/],
    ["has an unknown model", "model: H1\ndemand: {}\n", /"H1" is no GPU model/],
    [
      "has a faulty model",
      '{"model":{"name":"x","memorySlices":99},"demand":{}}',
      /model\.memorySlices: 16 or less is needed, not 99 \(and 2 more\)/,
    ],
    ["is not YAML", "a: b: c: [", /not readable as YAML or JSON/],
    ["is two documents", "a: 1\n---\nb: 2\n", /holds 2 documents, and one is needed/],
    ["is deep", "[".repeat(100_000), /nested more than 200 deep/],
    ["is a bomb", bomb(), /alias/],
  ];
  it.each(files)("a demand that %s", async (_, text, says) => {
    const err = await refused(["pack", "d.yaml"], { files: { "d.yaml": text } });
    expect(err).toMatch(says);
  });

  it("names the file, or standard input", async () => {
    expect(await refused(["pack", "-"], { files: { "-": "7" } })).toMatch(
      /^migpack: standard input: not a valid packProblem: an object is needed, not 7/,
    );
    expect(await refused(["convert", "--from", "nvidia-smi", "x.txt"], { files: { "x.txt": "hello" } })).toMatch(
      /^migpack: x\.txt: /,
    );
    expect(await refused(["models", "x.yaml"], { files: { "x.yaml": "name: x" } })).toMatch(
      /^migpack: x\.yaml: not a valid gpuModel: /,
    );
  });

  it("says that a model of one's own is not narrowed", async () => {
    const own = JSON.stringify({
      name: "x",
      memorySlices: 1,
      computeSlices: 1,
      profiles: [{ name: "1g", computeSlices: 1, memorySlices: 1, starts: [0] }],
    });
    expect(await refused(["models", "x.json", "--driver", "550"], { files: { "x.json": own } })).toMatch(
      /--driver narrows built-in models/,
    );
  });
});

describe("hostile arguments", () => {
  const huge = "9".repeat(10_000_000);
  const calls = [
    [huge],
    [`--${huge}`],
    ["fit", huge, "1g.10gb"],
    ["fit", "H100-80GB", huge],
    ["fit", "H100-80GB", `1g.10gb@${huge}`],
    ["free", "H100-80GB", "--on", huge],
    ["free", "H100-80GB", "--on", ",".repeat(1_000_000)],
    ["min", "H100-80GB", huge],
    ["min", "H100-80GB", `1g.10gb=${huge}`],
    ["min", "H100-80GB", `${huge}=1`],
    ["layouts", "A30-24GB", "--profiles", huge],
    ["schema", huge],
  ];
  it.each(calls.map((call) => [call.map((one) => one.slice(0, 12)).join(" "), call] as const))(
    "ten megabytes: %s",
    async (_, call) => {
      const start = performance.now();
      await refused(call);
      expect(performance.now() - start).toBeLessThan(PATIENCE_MS);
    },
  );

  it("never print a stack trace or control characters, whatever stands there", async () => {
    const word = fc.oneof(
      fc.constantFrom(
        "fit",
        "free",
        "min",
        "pack",
        "render",
        "H100-80GB",
        "1g.10gb",
        "1g.10gb=2",
        "--on",
        "--json",
        "3g.40gb@4",
        "-",
        "--",
        "__proto__",
        "\u001b[31m",
        "a\nb",
      ),
      fc.string({ maxLength: 8 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 5 }), async (argv) => {
        const { status, err } = await migpack(argv, { files: { "-": "" } });
        expect([0, 1, 2]).toContain(status);
        expect(err).toMatch(status === 2 ? /^migpack: [^\p{Cc}]+\n$/u : /^$/);
        expect(err).not.toContain("internal error");
      }),
      { numRuns: 300 },
    );
  });

  it("leave the next call as it should be", async () => {
    expect(({} as Record<string, unknown>)["1g.10gb"]).toBeUndefined();
    expect((await line("layouts A30-24GB --count")).out).toBe("26\n");
  });
});

/** Nine aliases to each of nine lists of nine: a billion nodes from a few lines. */
function bomb(): string {
  const names = [..."abcdefghij"];
  return names
    .map(
      (name, i) =>
        `${name}: &${name} [${Array(9)
          .fill(i === 0 ? "x" : `*${names[i - 1]}`)
          .join(", ")}]`,
    )
    .join("\n");
}

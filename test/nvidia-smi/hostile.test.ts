/** Whatever is passed: an answer or an INVALID_INPUT, within a second. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MigError } from "../../src/index.js";
import * as nvidiaSmi from "../../src/nvidia-smi/index.js";
import { junk } from "../support/junk.js";
import { PATIENCE_MS } from "../support/patience.js";

const parsers = Object.entries(nvidiaSmi).filter(([name]) => name !== "modelFromNvidiaSmi") as [
  string,
  (text: unknown) => unknown,
][]; // all take a text; here on purpose anything
const model = nvidiaSmi.modelFromNvidiaSmi as (text: unknown) => unknown; // on purpose anything
parsers.push(["modelFromNvidiaSmi", (text) => model({ lgip: text, lgipp: text, name: text })]);

function answered(parse: (text: unknown) => unknown, text: unknown): void {
  try {
    parse(text);
  } catch (error) {
    expect(error).toBeInstanceOf(MigError);
  }
}

/** As long as is read at all. */
const LIMIT = 1 << 20;
const full = (unit: string) => unit.repeat(Math.floor(LIMIT / unit.length));
const counted = (unit: (i: number) => string) => {
  const longest = unit(99_999).length;
  return Array.from({ length: Math.floor(LIMIT / longest) }, (_, i) => unit(i)).join("");
};

const TITLE = "+--+\n| GPU instances: |\n";
const TABLE = `${TITLE}|==|\n| 0 MIG 1g.10gb 19 7 0:1 |\n+--+\n`;
const HEADED = `${TITLE}|==|\n`;
const long: readonly (readonly [string, string])[] = [
  ["ten megabytes", "x".repeat(10_000_000)],
  ["NULs", full("\0")],
  ["newlines", full("\n")],
  ["spaces", full(" ")],
  ["carriage returns", full("\r\n ")],
  ["bars", full("|")],
  ["rules", full("+---+\n")],
  ["titles", full(TITLE)],
  ["tables", full(TABLE)],
  ["tables of as many GPUs", counted((i) => TABLE.replace("| 0", `| ${i}`))],
  ["rows", `${HEADED}${full("| 0 MIG 1g.10gb 19 7 0:1 |\n").slice(HEADED.length)}`],
  ["boxed rows", `${HEADED}${counted((i) => `| 0 MIG 1g.10gb 19 ${i} 0:1 |\n+--+\n`)}`],
  ["GPUs", counted((i) => `GPU ${i}: NVIDIA A30 (UUID: GPU-${i})\n`)],
  ["MIG devices", full("MIG 1g.6gb Device 0: (UUID: MIG-0)\n")],
  ["almost devices", full(`GPU 0: ${" (UUID: GPU-".repeat(40)}\n`)],
  ["escapes", full("\u001b[0;")],
  ["operating system commands", full(`${"\u001b]0;".repeat(120)}\n`)],
  ["quotes", full("> ")],
  ["almost placements", full(`GPU 0 Profile ID 19 Placements: {${"0,".repeat(200)}\n`)],
  ["placements", counted((i) => `GPU 0 Profile ID ${i} Placements: {0}:1\n`)],
  ["creations", counted((i) => `Successfully created GPU instance ID ${i} on GPU 0 using profile MIG 1g.5gb (ID 19)\n`)],
  ["commands", full(`nvidia-smi ${"-i 0 ".repeat(90)}\nNo GPU instances found\n`)],
];

describe.each(parsers)("%s", (_, parse) => {
  test.each(junk)("%s", (_, value) => answered(parse, value));
  test.each(long)("%s", (_, text) => {
    const begin = performance.now();
    answered(parse, text);
    expect(performance.now() - begin).toBeLessThan(PATIENCE_MS);
  });
  test("anything made of its own words", () => {
    const word = fc.constantFrom(
      "|",
      "+---+",
      "|===|",
      "\n",
      "\n",
      " ",
      "GPU",
      "GPU instances:",
      "Compute instances:",
      "MIG",
      "1g.10gb",
      "19",
      "0:1",
      "7/7",
      "Device",
      "(UUID: MIG-1)",
      "GPU 0:",
      "NVIDIA-SMI 580.1",
      "MIG devices:",
      "{0,1}:1",
      "Profile ID",
      "Placements:",
      "\u001b[0m",
      "\0",
      "#",
      ">",
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 80 }), (words) => answered(parse, words.join(""))),
      { numRuns: 200 },
    );
  });
});

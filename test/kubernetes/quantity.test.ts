import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseQuantity } from "../../src/kubernetes/quantity.js";
import { dnsLabelFaults, dnsSubdomainFaults, labelValueFaults, qualifiedNameFaults } from "../../src/kubernetes/validation.js";
import { describeWithFacts, readFact } from "../support/facts.js";
import { PATIENCE_MS } from "../support/patience.js";

interface Recorded {
  readonly labelValues: readonly { readonly value: string; readonly errors: readonly string[] | null }[];
  readonly qualifiedNames: readonly { readonly name: string; readonly errors: readonly string[] | null }[];
}

describeWithFacts("as the API server reads them", () => {
  const text = readFact("vectors/admission/quantity-label-name.json");
  // Numbers beyond doubles are compared as their digits.
  const exact = JSON.parse(text.replace(/("(?:value|milliValue)": )(-?\d+)/g, '$1"$2"')) as {
    readonly quantities: readonly Readonly<Record<string, unknown>>[];
  };
  const { labelValues, qualifiedNames } = JSON.parse(text) as Recorded;

  test.each(exact.quantities)("quantity $in", ({ in: written, ...recorded }) => {
    const reading = parseQuantity(String(written));
    if (!reading.ok) {
      expect(reading.message).toBe(recorded.error);
      return;
    }
    const { canonical, sign, value, milliValue, isWhole } = reading.quantity;
    expect({
      canonical,
      sign,
      value: `${value}`,
      milliValue: `${milliValue}`,
      isIntegerForExtendedResource: isWhole,
    }).toEqual(recorded);
  });
  test.each(labelValues)("label value $value", ({ value, errors }) => expect(labelValueFaults(value)).toEqual(errors ?? []));
  test.each(qualifiedNames)("name $name", ({ name, errors }) => expect(qualifiedNameFaults(name)).toEqual(errors ?? []));
});

function read(text: string | number) {
  const reading = parseQuantity(text);
  return reading.ok ? reading.quantity : reading.message;
}

describe("quantities", () => {
  test.each([
    ["1.5", "1500m"],
    ["0.5Gi", "512Mi"],
    ["1025", "1025"],
    ["2000", "2k"],
    ["1000m", "1"],
    ["0.1Ki", "102400m"],
    ["-1.5Gi", "-1536Mi"],
    ["1e21", "1e21"],
    ["10e20", "1e21"],
    ["100Ei", "9223372036854775807"],
    [".5", "500m"],
    ["5.", "5."],
    ["+1", "+1"],
    ["00", "0"],
    ["+", "0"],
  ])("%s is written %s", (text, canonical) => expect(read(text)).toMatchObject({ canonical }));

  test("what has a finer part than billionths is rounded up to one", () => {
    expect(read("0.0000000001")).toMatchObject({ canonical: "1n", value: 1n, milliValue: 1n, isWhole: false });
    expect(read("1e-2147483648")).toMatchObject({ canonical: "1e-9", value: 1n });
  });
  test("numbers are read as their JSON text", () => {
    expect(read(2)).toMatchObject({ value: 2n, isWhole: true });
    expect(read(1e21)).toMatchObject({ canonical: "1e+21", sign: 1 });
    expect(read(0.5)).toMatchObject({ isWhole: false });
    expect(read(Number.NaN)).toContain("must match the regular expression");
  });
  test("64 bits overflow as the API server's do", () => {
    expect(read("9223372036854775k")).toMatchObject({ value: 9223372036854775000n, milliValue: -808000n });
    expect(read("9223372036854775e4")).toMatchObject({ canonical: "92233720368547750e3", value: 0n, milliValue: 0n });
  });
  test("no text costs more than a moment", () => {
    for (const text of [
      "9".repeat(1_000_000),
      `1${"0".repeat(999)}Ei`,
      "1e2147483647",
      "1e-2147483648",
      "123456789012345678901e999999999",
    ]) {
      const begin = performance.now();
      read(text);
      expect(performance.now() - begin).toBeLessThan(PATIENCE_MS);
    }
    expect(read("123456789012345678901e999999999")).toBe("a quantity of more than 1000 digits is not read");
  });
  test("a whole number keeps its value under every suffix that it can be written with", () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 12n), 10n ** 12n), fc.constantFrom("", "000m", "e0", ".0", "000e-3"), (value, suffix) => {
        expect(read(`${value}${suffix}`)).toMatchObject({ value, isWhole: true });
      }),
    );
  });
  test("the canonical text means the same and is its own canonical text", () => {
    const number = fc.tuple(
      fc.bigInt(-1000n, 10n ** 6n),
      fc.constantFrom("", ".5", ".25"),
      fc.constantFrom("", "m", "k", "Ki", "Mi", "e2", "e-2", "G"),
    );
    fc.assert(
      fc.property(number, ([whole, fraction, suffix]) => {
        const first = parseQuantity(`${whole}${fraction}${suffix}`);
        if (!first.ok) throw new Error(first.message);
        const again = parseQuantity(first.quantity.canonical);
        expect(again).toEqual({ ok: true, quantity: first.quantity });
      }),
    );
  });
});

describe("names", () => {
  test("lengths are bytes, and of long texts the beginning is judged", () => {
    expect(labelValueFaults("a".repeat(64))).toEqual(["must be no more than 63 bytes"]);
    expect(dnsSubdomainFaults("a".repeat(254))).toEqual(["must be no more than 253 bytes"]);
    expect(dnsLabelFaults("é".repeat(32))[0]).toBe("must be no more than 63 bytes");
    const begin = performance.now();
    expect(qualifiedNameFaults("-".repeat(10_000_000))).not.toEqual([]);
    expect(performance.now() - begin).toBeLessThan(PATIENCE_MS);
  });
  test("a label has no dots, a subdomain may", () => {
    expect(dnsLabelFaults("a.b")).toEqual(["must not contain dots"]);
    expect(dnsSubdomainFaults("a.b")).toEqual([]);
    expect(dnsLabelFaults("A")[0]).toContain("(e.g. 'my-name',  or '123-abc', regex used for validation is");
  });
  test("a prefix is judged as a subdomain", () => {
    expect(qualifiedNameFaults("Example.com/x")[0]).toMatch(/^prefix part a lowercase RFC 1123 subdomain/);
    expect(qualifiedNameFaults("example.com/x")).toEqual([]);
  });
});

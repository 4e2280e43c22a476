import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gpuModels } from "../../src/index.js";
import { formatPciId, matchesDeviceFilter, parsePciId } from "../../src/mig-parted/device-filter.js";
import { describeWithFacts, readFact } from "../support/facts.js";

interface Case {
  readonly filter: string;
  readonly parsed: string;
  readonly matchesA100_20B2: boolean;
  readonly matchesH100_2330_sub16C0: boolean;
  readonly asListMatchesA100: boolean;
}

describeWithFacts("the filters of the real program", () => {
  const { cases } = JSON.parse(readFact("vectors/mig-parted/device-filter.json")) as { cases: readonly Case[] }; // as recorded
  const A100 = ["0x20B210DE"];
  test.each(cases.map((each) => [each.filter, each] as const))("%j", (filter, each) => {
    const id = parsePciId(filter);
    expect(id === null ? "0x00000000" : formatPciId(id)).toBe(each.parsed);
    expect(matchesDeviceFilter(filter, A100)).toBe(each.matchesA100_20B2);
    expect(matchesDeviceFilter(filter, ["0x233010DE:0x16C010DE"])).toBe(each.matchesH100_2330_sub16C0);
    expect(matchesDeviceFilter([filter], A100)).toBe(each.asListMatchesA100);
  });
});

describe("a device filter", () => {
  test("of another subsystem does not match, and of one that is not known does", () => {
    expect(matchesDeviceFilter("0x233010DE:0x16C110DE", ["0x233010DE:0x16C010DE"])).toBe(false);
    expect(matchesDeviceFilter("0x233010DE:0x16C110DE", ["0x233010DE"])).toBe(true);
  });

  test.each([
    ["0x_20B2_10DE", "0x20B210DE"],
    ["0b0010_0000_1011_0010_0001_0000_1101_1110", "0x20B210DE"],
    ["0o4054410336", "0x20B210DE"],
    ["04054410336", "0x20B210DE"],
    ["0_4054410336", "0x20B210DE"],
    ["0", "0x00000000"],
    ["0xFFFFFFFF", "0xFFFFFFFF"],
    ["0x0000000020B210DE", "0x20B210DE"],
  ])("%s is %s", (text, printed) => {
    const id = parsePciId(text);
    expect(id && formatPciId(id)).toBe(printed);
  });

  test.each([
    "0x100000000",
    "0x",
    "0b",
    "_1",
    "1_",
    "1__0",
    "0x20B2__10DE",
    "+1",
    "-1",
    "1.0",
    "1e3",
    "08",
    "0xG",
    ":",
    "1:",
    ":1",
  ])("%j cannot be read", (text) => {
    expect(parsePciId(text)).toBeNull();
    expect(matchesDeviceFilter([text], ["0x20B210DE"])).toBe(false);
  });

  test("without texts lets every board through, also one without ids", () => {
    for (const filter of [undefined, "", []]) expect(matchesDeviceFilter(filter, [])).toBe(true);
    expect(matchesDeviceFilter([""], ["0x20B210DE"])).toBe(false);
  });

  test("matches a model by any of its boards", () => {
    for (const { pciDeviceIds } of gpuModels()) {
      for (const id of pciDeviceIds) expect(matchesDeviceFilter(["A100", id.toLowerCase()], pciDeviceIds)).toBe(true);
    }
  });

  test("is printed as it is read", () => {
    const id = fc.nat(0xffff);
    const ids = fc.record({ device: id, vendor: id });
    fc.assert(
      fc.property(fc.record({ device: id, vendor: id, subsystem: fc.option(ids) }), (each) => {
        expect(parsePciId(formatPciId(each))).toEqual(each);
      }),
    );
  });
});

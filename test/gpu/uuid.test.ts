import { describe, expect, it } from "vitest";
import { isGpuUuid, isUint, isUuid } from "../../src/gpu/uuid.js";

const UUID = "4cc25a7e-9c3a-4d3e-8b52-0d1f5e6a7b8c";
const BARE = UUID.replaceAll("-", "");

describe("a UUID, as programs in Go take it", () => {
  it.each([UUID, UUID.toUpperCase(), BARE, `urn:uuid:${UUID}`, `URN:UUID:${UUID}`, `{${UUID}}`, `[${UUID})`, `\x7f${UUID}\x00`])(
    "%j is one",
    (text) => expect(isUuid(text)).toBe(true),
  );

  it.each([
    "",
    ...[`${UUID}0`, `0${UUID}`, UUID.slice(1), UUID.slice(0, -1), `${BARE}0`, `0${BARE}`, BARE.slice(1), BARE[0] ?? ""],
    // One digit of a group that is none, and groups of other lengths.
    ...[0, 9, 14, 19, 24].map((at) => `${UUID.slice(0, at)}g${UUID.slice(at + 1)}`),
    ...[0, 9, 14, 19, 24].map((at) => `${UUID.slice(0, at)}${UUID.slice(at + 1)}`),
    ...[8, 13, 18, 23].map((at) => `${UUID.slice(0, at)}_${UUID.slice(at + 1)}`),
    `g${BARE.slice(1)}`,
    ...[`urn:uuid:${BARE}`, `urn:uuid:${UUID}0`, `xurn:uuid:${UUID}`, `urn:uid:${UUID}`],
    ...[
      `{${UUID}`,
      `${UUID}}`,
      `{${UUID}}}`,
      `{{${UUID}}}`,
      `\u0080${UUID}}`,
      `{${UUID}\u0080`,
      `{${BARE}aaaa}`,
      `\u00ff${UUID}\u00ff`,
    ],
  ])("%j is none", (text) => expect(isUuid(text)).toBe(false));

  it("of a GPU begins with GPU-", () => {
    expect([`GPU-${UUID}`, UUID, `MIG-${UUID}`, `GPU-${UUID.slice(1)}`, `gpu-${UUID}`, `${UUID}GPU-`].map(isGpuUuid)).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});

it("a whole number of 64 bits, without a sign", () => {
  expect(["0", "7", "007", "18446744073709551615", `${"0".repeat(40)}9`].map(isUint)).toEqual([true, true, true, true, true]);
  const others = [
    "",
    "-1",
    "+1",
    "1.0",
    "0x1",
    "1_0",
    " 1",
    "1 ",
    "a",
    "18446744073709551616",
    "100000000000000000000",
    "1".repeat(21),
  ];
  expect(others.filter(isUint)).toEqual([]);
});

import { MigError } from "../error.js";
import { show } from "../model/quote.js";
import type { DeviceAttribute } from "./types.js";

/** What a board and its driver say of themselves and no model knows; what is not given is left out. */
export interface NodeAttributes {
  /** As go-nvlib spells it: "Nvidia", "NvidiaRTX", "Tesla". */
  readonly brand?: string;
  /** "9.0" */
  readonly cudaComputeCapability?: string;
  /** The newest CUDA that the driver takes: "13.0". */
  readonly cudaDriverVersion?: string;
  /** "580.65.06" */
  readonly driverVersion?: string;
}

/** The API server refuses longer values (kubernetes/api resource/v1 DeviceAttributeMaxValueLength). */
const LONGEST = 64;
const VERSION = /^v?(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?((?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?)$/;

/** Attributes of every device of the node. @throws MigError INVALID_INPUT */
export function nodeAttributes(given: unknown): ReadonlyMap<string, DeviceAttribute> {
  const attributes = new Map<string, DeviceAttribute>();
  if (given === undefined) return attributes;
  if (typeof given !== "object" || given === null) throw invalid("", `an object is needed, not ${show(given)}`);
  const { brand, cudaComputeCapability, cudaDriverVersion, driverVersion } = given as Record<string, unknown>; // each is tested below
  if (brand !== undefined) attributes.set("brand", text("brand", brand));
  for (const [name, value] of Object.entries({ cudaComputeCapability, cudaDriverVersion, driverVersion })) {
    if (value !== undefined) attributes.set(name, version(name, value));
  }
  return attributes;
}

/** @throws MigError INVALID_INPUT for what no attribute can hold */
export function text(name: string, value: unknown): DeviceAttribute {
  if (typeof value === "string" && value.length <= LONGEST) return { string: value };
  throw invalid(name, `a text of at most ${LONGEST} characters is needed, not ${show(value)}`);
}

/** "580.65.06" -> "580.65.6", "13.0" -> "13.0.0": three numbers without leading zeros, as Masterminds/semver prints what mig.go gives it. */
function version(name: string, value: unknown): DeviceAttribute {
  const match = typeof value === "string" && value.length <= LONGEST ? VERSION.exec(value) : null;
  if (match === null) throw invalid(name, `a version such as 580.65.06 is needed, not ${show(value)}`);
  const [, major, minor = "0", patch = "0", rest = ""] = match;
  return { version: `${[major, minor, patch].map(Number).join(".")}${rest}` };
}

function invalid(name: string, message: string): MigError {
  const path = ["attributes", ...(name === "" ? [] : [name])];
  return new MigError("INVALID_INPUT", `${path.join(".")}: ${message}`, { path });
}

/** By name, as Go prints a map. */
export function byName(attributes: Iterable<readonly [string, DeviceAttribute]>): Readonly<Record<string, DeviceAttribute>> {
  return Object.fromEntries([...attributes].sort(([a], [b]) => (a < b ? -1 : 1)));
}

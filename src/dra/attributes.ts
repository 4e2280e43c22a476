import { MigError, type Path, pathText } from "../error.js";
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
  if (typeof given !== "object" || given === null) throw invalid(["attributes"], `an object is needed, not ${show(given)}`);
  const { brand, cudaComputeCapability, cudaDriverVersion, driverVersion } = given as Record<string, unknown>; // each is tested below
  if (brand !== undefined) attributes.set("brand", text(brand, ["attributes", "brand"]));
  for (const [name, value] of Object.entries({ cudaComputeCapability, cudaDriverVersion, driverVersion })) {
    if (value !== undefined) attributes.set(name, version(value, ["attributes", name]));
  }
  return attributes;
}

/** A text as an attribute. @throws MigError INVALID_INPUT with `path`, of where it comes from, for what no attribute can hold */
export function text(value: unknown, path: Path): DeviceAttribute {
  if (typeof value === "string" && value.length <= LONGEST) return { string: value };
  throw invalid(path, `a text of at most ${LONGEST} characters is needed, not ${show(value)}`);
}

/** "580.65.06" -> "580.65.6", "13.0" -> "13.0.0": three numbers without leading zeros, as Masterminds/semver prints what mig.go gives it. */
function version(value: unknown, path: Path): DeviceAttribute {
  const match = typeof value === "string" && value.length <= LONGEST ? VERSION.exec(value) : null;
  if (match === null) throw invalid(path, `a version such as 580.65.06 is needed, not ${show(value)}`);
  const [, major, minor = "0", patch = "0", rest = ""] = match;
  return { version: `${[major, minor, patch].map(Number).join(".")}${rest}` };
}

function invalid(path: Path, message: string): MigError {
  return new MigError("INVALID_INPUT", `${pathText(path)}${message}`, { path });
}

/** By name, as Go prints a map. */
export function byName(attributes: Iterable<readonly [string, DeviceAttribute]>): Readonly<Record<string, DeviceAttribute>> {
  return Object.fromEntries([...attributes].sort(([a], [b]) => (a < b ? -1 : 1)));
}

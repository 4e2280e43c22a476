import { type Finding, located } from "../documents/finding.js";
import { readDocuments } from "../documents/yaml.js";
import { atTheDoor } from "../door.js";
import { MigError, type Path } from "../error.js";
import { deepFreeze } from "../model/freeze.js";
import { parseProfile } from "../model/names.js";
import { quote } from "../model/quote.js";

/**
 * OLD_SHAPE: fields of v1beta1 in a request of v1. NO_CLASS: a request that names no device class.
 * CEL_SYNTAX: "=" where "==" is meant. PROFILE_SPELLING: a profile as no device spells it.
 */
export type ClaimCode = "OLD_SHAPE" | "NO_CLASS" | "CEL_SYNTAX" | "PROFILE_SPELLING";

/** A finding of `checkResourceClaim`. */
export type ClaimFinding = Finding<ClaimCode>;

/**
 * What people get wrong in claims and device classes for MIG devices: ResourceClaim,
 * ResourceClaimTemplate or DeviceClass, as an object or as YAML with any number of them. Objects of
 * other kinds are passed over. What the API server of `v1` refuses is an error, in its words; what it
 * takes and no device ever satisfies is a warning. No other fault of the objects is looked for.
 *
 * @throws MigError INVALID_INPUT for a text that is no YAML
 */
export function checkResourceClaim(claim: unknown): readonly ClaimFinding[] {
  return atTheDoor(() => {
    if (typeof claim !== "string") return deepFreeze(findingsOf(claim));
    const documents = readDocuments(claim, "claim");
    return deepFreeze(documents.flatMap((document) => located(findingsOf(document.value), (path) => document.positionOf(path))));
  });
}

const KINDS: readonly unknown[] = ["ResourceClaim", "ResourceClaimTemplate", "DeviceClass"];
/** Of a request in v1beta1; since v1beta2 they stand in `exactly`. */
const MOVED = ["deviceClassName", "selectors", "allocationMode", "count", "adminAccess", "tolerations", "capacity"];

function findingsOf(object: unknown): readonly ClaimFinding[] {
  const kind = at(object, "kind");
  if (!KINDS.includes(kind)) return [];
  const path: Path = kind === "ResourceClaimTemplate" ? ["spec", "spec"] : ["spec"];
  const spec = path.reduce<unknown>(at, object);
  if (kind === "DeviceClass") return selectorFindings(spec, path);
  const old = at(object, "apiVersion") === "resource.k8s.io/v1beta1";
  return itemsOf(at(at(spec, "devices"), "requests")).flatMap((request, i) =>
    requestFindings(request, [...path, "devices", "requests", i], old),
  );
}

function requestFindings(request: unknown, path: Path, old: boolean): readonly ClaimFinding[] {
  const alternatives = itemsOf(at(request, "firstAvailable")).flatMap((each, i) =>
    selectorFindings(each, [...path, "firstAvailable", i]),
  );
  if (old) return [...selectorFindings(request, path), ...alternatives];
  const moved = MOVED.filter((field) => at(request, field) !== undefined);
  const exactly = at(request, "exactly");
  const shape = moved.map(
    (field): ClaimFinding => ({
      severity: "error",
      code: "OLD_SHAPE",
      message: `strict decoding error: unknown field "${dotted([...path, field])}"`,
      path: [...path, field],
      hint: `since v1beta2 it stands in exactly: ${dotted([...path, "exactly", field])}`,
    }),
  );
  const className = at(exactly, "deviceClassName");
  const nameless: ClaimFinding = {
    severity: "error",
    code: "NO_CLASS",
    message:
      exactly === undefined
        ? `${dotted(path)}: Required value: exactly one of \`exactly\` or \`firstAvailable\` is required`
        : `${dotted([...path, "exactly", "deviceClassName"])}: Required value`,
    path: exactly === undefined ? path : [...path, "exactly"],
    hint: "mig.nvidia.com is the class of all MIG devices",
  };
  const named = typeof className === "string" && className !== "";
  const lacks = moved.length === 0 && at(request, "firstAvailable") === undefined && !named;
  return [
    ...shape,
    ...(lacks ? [nameless] : []),
    ...selectorFindings(request, path),
    ...selectorFindings(exactly, [...path, "exactly"]),
    ...alternatives,
  ];
}

function selectorFindings(holder: unknown, path: Path): readonly ClaimFinding[] {
  return itemsOf(at(holder, "selectors")).flatMap((selector, i) => {
    const expression = at(at(selector, "cel"), "expression");
    const here = [...path, "selectors", i, "cel", "expression"];
    return typeof expression === "string" && expression.length <= LONGEST_CEL
      ? [...assignments(expression, here), ...spellings(expression, here)]
      : [];
  });
}

/** CELSelectorExpressionMaxLength of kubernetes/api resource/v1; longer ones the server refuses unread. */
const LONGEST_CEL = 10_240;
const STRING = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g;

function assignments(expression: string, path: Path): readonly ClaimFinding[] {
  const bare = expression.replace(STRING, (text) => "_".repeat(text.length));
  const offset = bare.search(/(?<![=!<>])=(?!=)/);
  if (offset < 0) return [];
  const lines = bare.slice(0, offset).split("\n");
  return [
    {
      severity: "error",
      code: "CEL_SYNTAX",
      message: `compilation failed: ERROR: <input>:${lines.length}:${(lines.at(-1) ?? "").length + 1}: Syntax error: token recognition error at: '${expression.slice(offset, offset + 2)}'`,
      path,
      hint: "CEL compares with ==",
    },
  ];
}

/** Texts that are compared with the attribute. */
const COMPARED = /\.profile\s*(?:={1,2}|!=)\s*(?:'([^'\\]*)'|"([^"\\]*)")/g;

function spellings(expression: string, path: Path): readonly ClaimFinding[] {
  return [...expression.matchAll(COMPARED)].flatMap(([, single, double]) => {
    const text = single ?? double ?? "";
    const name = canonical(text);
    if (name === text) return [];
    const hint = name === null ? "profiles read 1g.10gb, 1c.3g.40gb or 1g.10gb+me" : `devices spell it ${quote(name)}`;
    return [
      { severity: "warning", code: "PROFILE_SPELLING", message: `no device has the profile ${quote(text)}`, path, hint } as const,
    ];
  });
}

/** null: no profile's name. */
function canonical(text: string): string | null {
  try {
    return parseProfile(text).name;
  } catch (error) {
    if (error instanceof MigError) return null;
    throw error;
  }
}

function at(value: unknown, key: string | number): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string | number, unknown>>)[key] // hasOwn says that it is there
    : undefined;
}

function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? Array.from(value) : [];
}

/** spec.devices.requests[0].exactly, as the API server writes paths. */
function dotted(path: Path): string {
  return path.map((key, i) => (typeof key === "number" ? `[${key}]` : i === 0 ? key : `.${key}`)).join("");
}

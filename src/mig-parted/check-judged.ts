/** What is wrong with an entry on the GPUs that it meets. */
import type { Path } from "../error.js";
import type { MigStrategy } from "../gpu/node.js";
import { quote } from "../model/quote.js";
import { filterTexts } from "./device-filter.js";
import type { MigConfigFinding } from "./findings.js";
import type { Failure, JudgedEntry } from "./judge.js";
import { migDevicesOf } from "./profile-table.js";
import { someOf } from "./some-of.js";
import type { MigConfigEntry } from "./types.js";

/** @param real whether the places are nodes that there are, or imagined ones of a model each */
export function judgedFindings(
  entry: MigConfigEntry,
  judged: JudgedEntry,
  path: Path,
  real: boolean,
  strategies: ReadonlySet<MigStrategy | null>,
): readonly MigConfigFinding[] {
  return [
    ...failureFindings(judged, path, real),
    ...spellingFindings(entry, judged, path),
    ...partFindings(entry, judged, path, strategies),
    ...(judged.shadowed ? [shadowed(path)] : []),
    ...(!real && judged.met.size === 0 && filterTexts(entry["device-filter"]).length > 0 ? [unknownDevice(path)] : []),
  ];
}

/** Wrong is what fails wherever it is met; a file for several kinds of node need not suit them all. */
function failureFindings({ failures, met, realised }: JudgedEntry, path: Path, real: boolean): readonly MigConfigFinding[] {
  const failure = failures.find(({ misfit }) => misfit.code !== "UNKNOWN_PROFILE") ?? failures[0];
  if (failure === undefined) return [];
  if (realised.size === 0) return [failed(failure, path, "error", real, met.size)];
  if (real || failure.trouble !== "layout") return [failed(failure, path, "warning", real, met.size)];
  const message = `can be made on ${[...realised].join(", ")}; not on ${someOf([...met].filter((name) => !realised.has(name)))}`;
  return realised.size === met.size ? [] : [{ severity: "note", code: "SOME_MODELS", message, path }];
}

function failed(
  { place, misfit, trouble }: Failure,
  path: Path,
  severity: "error" | "warning",
  real: boolean,
  places: number,
): MigConfigFinding {
  const where = real || places > 1 ? `${place}: ` : "";
  if (trouble === "modes")
    return { severity, code: "MIG_MODES", message: `${where}${misfit.message}`, path: [...path, "mig-enabled"] };
  if (trouble === "no-mig") return { severity, code: "NO_MIG", message: `${where}${misfit.message}`, path: [...path, "devices"] };
  const at = [...path, "mig-devices", misfit.profile];
  if (misfit.code !== "UNKNOWN_PROFILE")
    return {
      severity,
      code: "IMPOSSIBLE_LAYOUT",
      message: `${where}${misfit.message}; mig-parted leaves the GPU empty`,
      path: at,
    };
  const message =
    real || places === 1 ? `${where}${misfit.message}` : `${quote(misfit.profile)} exists on no built-in model that this is for`;
  return { severity, code: "UNKNOWN_PROFILE", message, path: at };
}

function spellingFindings(entry: MigConfigEntry, { models }: JudgedEntry, path: Path): readonly MigConfigFinding[] {
  return Object.keys(entry["mig-devices"] ?? {}).flatMap((profile) => {
    const devices = migDevicesOf(models, profile);
    const names = new Set(devices.map(({ name }) => name));
    if (names.size === 0 || names.has(profile) || devices.some(({ aliases }) => aliases.includes(profile))) return [];
    const message = `${quote(profile)} is applied, and then never recognised, since drivers spell it ${[...names].join(" or ")}`;
    return [
      { severity: "warning", code: "SPELLING", message, path: [...path, "mig-devices", profile], hint: `write ${[...names][0]}` },
    ];
  });
}

function partFindings(
  entry: MigConfigEntry,
  { models }: JudgedEntry,
  path: Path,
  strategies: ReadonlySet<MigStrategy | null>,
): readonly MigConfigFinding[] {
  const severity = strategies.has("mixed") ? "error" : strategies.has(null) ? "warning" : null;
  if (severity === null) return [];
  return Object.entries(entry["mig-devices"] ?? {}).flatMap(([profile, count]) => {
    if (count === 0 || migDevicesOf(models, profile).every(({ whole }) => whole)) return [];
    const message = `${quote(profile)} is a part of a GPU instance: with the strategy "mixed" the device plugin does not start`;
    const hint = 'whole GPU instances have resources of their own; parts need the strategy "single"';
    return [{ severity, code: "COMPUTE_INSTANCES", message, path: [...path, "mig-devices", profile], hint }];
  });
}

function shadowed(path: Path): MigConfigFinding {
  const message = "every GPU that this entry matches is set anew by later entries";
  return { severity: "warning", code: "SHADOWED", message, path };
}

function unknownDevice(path: Path): MigConfigFinding {
  const message = "none of these boards is one of a built-in model; the entry is not judged";
  return { severity: "note", code: "UNKNOWN_DEVICE", message, path: [...path, "device-filter"] };
}

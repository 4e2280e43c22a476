/** What is wrong with a config as a whole on the nodes that it is for. */
import type { Path } from "../error.js";
import type { Layout } from "../gpu/types.js";
import { currentMigDevices } from "./current.js";
import type { MigConfigFinding } from "./findings.js";
import type { JudgedPlace } from "./judge.js";
import type { PlacedGpu } from "./places.js";
import type { JudgedGpu } from "./resolve.js";
import { someOf } from "./some-of.js";

/** @param real whether the places are nodes that there are, or imagined ones of a model each */
export function placeFindings(places: readonly JudgedPlace[], path: Path, real: boolean): readonly MigConfigFinding[] {
  return [...coverFindings(places, path, real), ...boardFindings(places, path), ...singleFindings(places, path)];
}

function coverFindings(places: readonly JudgedPlace[], path: Path, real: boolean): readonly MigConfigFinding[] {
  const open = places.filter(({ gpus }) => gpus.some(({ matching }) => matching.length === 0));
  const [first] = open;
  if (first === undefined) return [];
  const indices = first.gpus.flatMap(({ matching }, i) => (matching.length === 0 ? [i] : []));
  const where = real ? ` of ${someOf(open.map(({ place }) => place.name))}` : "";
  const message = `no entry matches GPU ${indices.join(", ")}${where}: it keeps what it has, and the config is never recognised as applied`;
  return [{ severity: "warning", code: "INCOMPLETE_COVER", message, path, hint: "give every GPU an entry" }];
}

/** `devices: all` passes over boards without MIG when it applies, and takes them for wrong when it asserts. */
function boardFindings(places: readonly JudgedPlace[], path: Path): readonly MigConfigFinding[] {
  const odd = places.flatMap(({ place, gpus, enabled }) =>
    place.gpus.flatMap(({ gpu }, i) =>
      gpu.model === null && gpus[i]?.failing === null && gpus[i].matching.some((entry) => enabled.has(entry))
        ? [`${gpu.name} of ${place.name}`]
        : [],
    ),
  );
  if (odd.length === 0) return [];
  const message = `${someOf(new Set(odd))} has no MIG: mig-parted passes it over, and the config is never recognised as applied`;
  return [
    {
      severity: "warning",
      code: "NO_MIG",
      message,
      path,
      hint: "name the GPUs with MIG by index or filter, and the others in an entry without",
    },
  ];
}

/** The strategy "single": feature discovery and the device plugin want all GPUs of a node alike. */
function singleFindings(places: readonly JudgedPlace[], path: Path): readonly MigConfigFinding[] {
  const asked = places.filter(({ place, gpus }) => place.strategy === "single" && gpus.every(({ failing }) => failing === null));
  const faults = asked.flatMap((judged) => {
    const fault = singleFault(judged);
    return fault === null ? [] : [{ place: judged.place.name, fault }];
  });
  const [first] = faults;
  if (first === undefined) return [];
  const message = `${first.place}: ${first.fault}, which the strategy "single" does not allow`;
  const severity = faults.length === asked.length ? "error" : "warning";
  return [{ severity, code: "SINGLE_STRATEGY", message, path, hint: 'the strategy "mixed" allows it' }];
}

function singleFault({ place, gpus }: JudgedPlace): string | null {
  const devices = gpus.map((judged, i) => devicesOf(judged, place.gpus[i]));
  const profiles = new Set(devices.flatMap((names) => names ?? []));
  if (profiles.size > 1) return `there would be ${someOf(profiles)}`;
  const on = devices.filter((names) => names !== null).length;
  return on > 0 && on < devices.length ? `MIG would be on for ${on} of ${devices.length} GPUs` : null;
}

/** The MIG devices of a GPU afterwards, by name; null: MIG is off. */
function devicesOf({ resolved }: JudgedGpu, placed: PlacedGpu | undefined): readonly string[] | null {
  if (resolved.outcome === "layout") return namesIn(resolved.layout);
  const { model = null, mig = null } = placed?.gpu ?? {};
  return resolved.outcome === "disabled" || model === null || mig === null ? null : Object.keys(currentMigDevices(model, mig));
}

function namesIn(layout: Layout): readonly string[] {
  return layout.flatMap(({ profile, computeInstances }) => computeInstances?.map((inside) => inside.profile) ?? [profile]);
}

/** What parses, and then fails or never settles on a GPU. */
import { type Finding, located } from "../documents/finding.js";
import { atTheDoor } from "../door.js";
import { MigError, type Path } from "../error.js";
import type { MigStrategy, NodeGpus } from "../gpu/node.js";
import { deepFreeze } from "../model/freeze.js";
import { quote, show } from "../model/quote.js";
import { entryFindings, isDead, noSuchDevice } from "./check-entry.js";
import { judgedFindings } from "./check-judged.js";
import { placeFindings } from "./check-places.js";
import type { MigConfigCode, MigConfigFinding } from "./findings.js";
import { judged } from "./judge.js";
import { type ReadMigConfig, readMigConfig } from "./parse.js";
import { imaginedPlaces, type Place, realPlaces } from "./places.js";
import { rememberingSearch, type searched } from "./search.js";
import type { MigConfigEntry, MigConfigFile } from "./types.js";

/**
 * Everything in a file that mig-parted accepts and that fails or never settles later, in the order
 * of the file; see `MigConfigCode`. With the text, findings say where they are.
 *
 * With `nodes` every config is judged on those: an error is what fails on each node that the config
 * is for, a warning what fails on some of them. For one node, and no strategy, a config is without an
 * error exactly if some entry matches a GPU and `resolveMigConfig` has no misfit. Without nodes it
 * is judged on the built-in models: an entry is wrong where no model that its filter names (any,
 * without one) realises it, and a note lists those that do where not all do.
 *
 * `strategy` is the device plugin's, and goes before that of the nodes.
 *
 * Cost: the operator's file takes tens of milliseconds on a node, and some hundreds on all models;
 * every node adds as much as its GPUs ask for, so that thousands take seconds, as does a file of a
 * megabyte that is made to be slow.
 *
 * @throws MigError INVALID_INPUT for a file that mig-parted refuses;
 *   as `resolveMigConfig` for nodes, with the path into `nodes`
 */
export function checkMigConfig(file: MigConfigFile | string, options?: CheckOptions): readonly Finding<MigConfigCode>[] {
  return atTheDoor(() => checkRead(readMigConfig(file), options));
}

/** What a config file is judged on. */
export interface CheckOptions {
  /** None: the built-in models. */
  readonly nodes?: readonly NodeGpus[];
  /** The device plugin's; it goes before that of the nodes. */
  readonly strategy?: MigStrategy;
}

/** As `checkMigConfig`, of a file that was read already, with the places and repeated keys of its document. */
export function checkRead(read: ReadMigConfig, options?: CheckOptions): readonly Finding<MigConfigCode>[] {
  const strategy = readStrategy(options?.strategy);
  const nodes = realPlaces(options?.nodes);
  const search = rememberingSearch();
  const findings = [
    ...(read.document?.repeated ?? []).map(repeatedKey),
    ...Object.entries(read.file["mig-configs"]).flatMap(([name, entries]) =>
      configFindings(name, entries, { nodes, strategy, search }),
    ),
  ];
  const { document } = read;
  return deepFreeze(document === null ? findings : located(findings, (path) => document.positionOf(path)));
}

function readStrategy(strategy: unknown): MigStrategy | null {
  if (strategy === undefined) return null;
  if (strategy === "none" || strategy === "single" || strategy === "mixed") return strategy;
  throw new MigError("INVALID_INPUT", `strategy: none, single or mixed is needed, not ${show(strategy)}`, { path: ["strategy"] });
}

function repeatedKey(path: Path): MigConfigFinding {
  const message = `${quote(String(path.at(-1)))} stands here more than once; the last one counts`;
  return { severity: "warning", code: "REPEATED_KEY", message, path };
}

/** What all configs of a file are judged by. */
interface Judging {
  /** None: the built-in models are judged on. */
  readonly nodes: readonly Place[];
  readonly strategy: MigStrategy | null;
  readonly search: typeof searched;
}

function configFindings(
  name: string,
  entries: readonly MigConfigEntry[],
  { nodes, strategy, search }: Judging,
): readonly MigConfigFinding[] {
  const path = ["mig-configs", name];
  const real = nodes.length > 0;
  const places = (real ? nodes : imaginedPlaces(entries)).map((place) => ({ ...place, strategy: strategy ?? place.strategy }));
  const config = judged(entries, places, search);
  const strategies = new Set(config.places.map(({ place }) => place.strategy));
  const gpus = places.reduce((most, place) => Math.max(most, place.gpus.length), 0);
  return [
    ...labelFindings(name, path),
    ...(config.places.length === 0 && (real || entries.every(isDead)) ? [nothingMatches(path, real)] : []),
    ...placeFindings(config.places, path, real),
    ...entries.flatMap((entry, i) => [
      ...entryFindings(entry, [...path, i]),
      ...(real ? beyond(entry, gpus, [...path, i, "devices"]) : []),
      ...config.entries.slice(i, i + 1).flatMap((met) => judgedFindings(entry, met, [...path, i], real, strategies)),
    ]),
  ];
}

/** apimachinery's label values; mig-manager does not act on an empty one. */
const LABEL_VALUE = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

function labelFindings(name: string, path: Path): readonly MigConfigFinding[] {
  if (LABEL_VALUE.test(name)) return [];
  const message = `no label can select ${quote(name)}, since it is no label value`;
  const hint =
    "a label value has 1 to 63 letters, digits, dashes, underscores and dots, and begins and ends with a letter or digit";
  return [{ severity: "warning", code: "LABEL_NAME", message, path, hint }];
}

function nothingMatches(path: Path, real: boolean): MigConfigFinding {
  const message = real ? "no entry matches any GPU of the nodes" : "no entry can match any GPU";
  return { severity: "error", code: "NOTHING_MATCHES", message, path };
}

/** Indices that none of the nodes has. */
function beyond({ devices }: MigConfigEntry, gpus: number, path: Path): readonly MigConfigFinding[] {
  return devices === "all" ? [] : devices.flatMap((index, i) => (index >= gpus ? [noSuchDevice(index, [...path, i])] : []));
}

/** Config files as mig-parted writes them: `export` through gopkg.in/yaml.v2, or encoding/json. */
import { Document, Pair, Scalar, YAMLMap, YAMLSeq } from "yaml";
import { resolveScalar } from "../documents/go-yaml/resolve.js";
import { atTheDoor } from "../door.js";
import { MigError } from "../error.js";
import { show } from "../model/quote.js";
import type { Demand } from "../model/types.js";
import { naturally } from "./natural-order.js";
import { readMigConfig } from "./parse.js";
import type { MigConfigEntry, MigConfigFile } from "./types.js";

/**
 * A config file as text, byte for byte as `nvidia-mig-parted export -o FORMAT` prints it: YAML with
 * keys in natural order, device filters and devices in one line, and a line end after the last line;
 * JSON with two spaces, keys by code point, and no line end.
 *
 * @throws MigError INVALID_INPUT for a file that mig-parted would refuse, or another format
 */
export function formatMigConfig(file: MigConfigFile | string, format: "yaml" | "json" = "yaml"): string {
  return atTheDoor(() => formatted(readMigConfig(file).file, format));
}

/** The same of a file that is known to be sound. */
export function formatted({ "mig-configs": configs }: MigConfigFile, format: "yaml" | "json"): string {
  if (format === "yaml") return yaml(Object.entries(configs));
  if (format === "json") return json(Object.entries(configs));
  throw new MigError("INVALID_INPUT", `format: yaml or json is needed, not ${show(format)}`, { path: ["format"] });
}

type Configs = readonly (readonly [string, readonly MigConfigEntry[]])[];

/** Where yaml.v2 begins a new line inside a flow list, and how far it indents that of an entry. */
const WIDTH = 80;
const CONTINUED = " ".repeat(6);

function yaml(configs: Configs): string {
  const document = new Document();
  const sorted = [...configs].sort(([a], [b]) => naturally(a, b));
  const pairs = sorted.map(([name, entries]) => new Pair(text(name), list(entries.map(entryNode))));
  document.contents = map([
    new Pair(text("version"), text("v1")),
    ...(pairs.length === 0 ? [] : [new Pair(text("mig-configs"), map(pairs))]),
  ]);
  const printed = document.toString({ indentSeq: false, flowCollectionPadding: false, lineWidth: 0, singleQuote: true });
  return printed.replaceAll(/^.{81,}$/gm, wrapped);
}

function entryNode(entry: MigConfigEntry): YAMLMap {
  const { "device-filter": filter, devices, "mig-enabled": enabled, "mig-devices": wanted = {} } = entry;
  const counts = Object.entries(wanted).sort(([a], [b]) => naturally(a, b));
  return map([
    ...(filter === undefined
      ? []
      : [new Pair(text("device-filter"), typeof filter === "string" ? text(filter) : list(filter.map(flowText), true))]),
    new Pair(text("devices"), devices === "all" ? text(devices) : list(devices.map(scalar), true)),
    new Pair(text("mig-enabled"), scalar(enabled)),
    new Pair(
      text("mig-devices"),
      map(
        counts.map(([profile, count]) => new Pair(text(profile), scalar(count))),
        counts.length === 0,
      ),
    ),
  ]);
}

function map(pairs: Pair[], flow = false): YAMLMap {
  const node = new YAMLMap();
  node.items = pairs;
  node.flow = flow;
  return node;
}

function list(items: readonly unknown[], flow = items.length === 0): YAMLSeq {
  const node = new YAMLSeq();
  node.items = [...items];
  node.flow = flow;
  return node;
}

function scalar(value: unknown): Scalar {
  return new Scalar(value);
}

/** What reads as a number in base 60 or as a date: yaml.v2 quotes both, though it reads the first as texts. */
const QUOTED = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$|^\d{4}-(?:0?[1-9]|1[0-2])-(?:0?[1-9]|[12]\d|3[01])$/;

function text(value: string): Scalar {
  const node = new Scalar(value);
  const { type } = resolveScalar({ kind: "scalar", value, tag: "", implicit: true, start: 0, block: false });
  if (type !== "str" || QUOTED.test(value)) node.type = "QUOTE_DOUBLE";
  return node;
}

/** Inside a flow list yaml.v2 takes a colon for an indicator wherever it stands. */
function flowText(value: string): Scalar {
  const node = text(value);
  if (node.type === undefined && value.includes(":")) node.type = "QUOTE_SINGLE";
  return node;
}

const FLOW_LIST = /^( +(?:- )?(?:device-filter|devices): \[)(.*)\]$/;

/** A long flow list over several lines: yaml.v2 breaks after the comma that stands beyond the width. */
function wrapped(line: string): string {
  const match = FLOW_LIST.exec(line);
  if (match === null) return line;
  const [, head = "", items = ""] = match;
  const lines = [head];
  for (const [i, item] of items.split(", ").entries()) {
    const last = lines.pop() ?? "";
    if (i === 0) lines.push(`${last}${item}`);
    else if (last.length + 1 > WIDTH) lines.push(`${last},`, `${CONTINUED}${item}`);
    else lines.push(`${last}, ${item}`);
  }
  return `${lines.join("\n")}]`;
}

/** Built name by name, since an object would put names such as "7" before all others. */
function json(configs: Configs): string {
  const sorted = [...configs].sort(([a], [b]) => byCodePoint(a, b));
  const fields = sorted.map(([name, entries]) => `    ${JSON.stringify(name)}: ${indented(entries.map(jsonEntry))}`);
  const body = fields.length === 0 ? "" : `,\n  "mig-configs": {\n${fields.join(",\n")}\n  }`;
  return escaped(`{\n  "version": "v1"${body}\n}`);
}

function jsonEntry({ "mig-devices": wanted, ...rest }: MigConfigEntry): unknown {
  const { "device-filter": filter, devices, "mig-enabled": enabled } = rest;
  return {
    ...(filter === undefined ? {} : { "device-filter": filter }),
    devices,
    "mig-enabled": enabled,
    "mig-devices": wanted === undefined ? null : sortedCounts(wanted),
  };
}

function sortedCounts(counts: Demand): Demand {
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => byCodePoint(a, b)));
}

function indented(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll("\n", "\n    ");
}

/** encoding/json writes these so that JSON can stand inside HTML and JavaScript. */
function escaped(printed: string): string {
  return printed.replaceAll(/[<>&\u2028\u2029]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function byCodePoint(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)];
  const i = left.findIndex((character, at) => character !== right[at]);
  if (i < 0) return left.length - right.length;
  return (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? -1);
}

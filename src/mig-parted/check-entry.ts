/** What is wrong with an entry wherever it is applied. */
import type { Path } from "../error.js";
import { quote } from "../model/quote.js";
import { filterTexts, parsePciId } from "./device-filter.js";
import type { MigConfigFinding } from "./findings.js";
import { NAMED, someOf } from "./some-of.js";
import type { MigConfigEntry } from "./types.js";

/** Of NVIDIA, as PCI has it. */
const VENDOR = 0x10de;

const isReadable = (filter: string) => parsePciId(filter)?.vendor === VENDOR;

/** Whether the entry matches no GPU anywhere. */
export function isDead({ devices, "device-filter": filter }: MigConfigEntry): boolean {
  const texts = filterTexts(filter);
  return (devices !== "all" && devices.every((index) => index < 0)) || (texts.length > 0 && !texts.some(isReadable));
}

/** Findings that need no GPU. */
export function entryFindings(entry: MigConfigEntry, path: Path): readonly MigConfigFinding[] {
  return [...filterFindings(entry, path), ...deviceFindings(entry, path), ...countFindings(entry, path)];
}

function filterFindings({ "device-filter": filter }: MigConfigEntry, path: Path): readonly MigConfigFinding[] {
  const unreadable = [...filterTexts(filter).entries()].filter(([, text]) => !isReadable(text));
  const at = [...path, "device-filter"];
  if (unreadable.length > NAMED) return [unreadableFilter(someOf(unreadable.map(([, text]) => quote(text))), "match", at)];
  return unreadable.map(([i, text]) => unreadableFilter(quote(text), "matches", typeof filter === "string" ? at : [...at, i]));
}

function unreadableFilter(texts: string, match: "match" | "matches", path: Path): MigConfigFinding {
  return {
    severity: "warning",
    code: "UNREADABLE_FILTER",
    message: `${texts} ${match} no GPU, and mig-parted does not say so`,
    path,
    hint: 'a filter is the PCI device and vendor in one number, such as "0x20B210DE"; product names are not known',
  };
}

function deviceFindings({ devices }: MigConfigEntry, path: Path): readonly MigConfigFinding[] {
  if (devices === "all") return [];
  const at = [...path, "devices"];
  const hint = 'indices are those of nvidia-smi, from 0; "all" names every GPU';
  if (devices.length === 0) {
    return [{ severity: "warning", code: "NOTHING_MATCHES", message: "an empty list of devices matches no GPU", path: at, hint }];
  }
  return devices.flatMap((index, i) => (index < 0 ? [noSuchDevice(index, [...at, i])] : []));
}

export function noSuchDevice(index: number, path: Path): MigConfigFinding {
  const message = `no GPU has the index ${index}, and mig-parted passes it over`;
  return { severity: "warning", code: "NO_SUCH_DEVICE", message, path };
}

function countFindings(entry: MigConfigEntry, path: Path): readonly MigConfigFinding[] {
  const counts = Object.entries(entry["mig-devices"] ?? {});
  if (entry["mig-enabled"] && counts.length === 0) {
    return [
      {
        severity: "warning",
        code: "NO_INSTANCES",
        message: 'turns MIG on and makes nothing: the GPU is of no use, and the strategy "single" takes its node for invalid',
        path: [...path, "mig-devices"],
      },
    ];
  }
  return counts.flatMap(([profile, count]) =>
    count > 0
      ? []
      : [
          {
            severity: "warning",
            code: "ZERO_COUNT",
            message: `${profile}: 0 is applied, and then never recognised: the node is configured anew each time mig-manager starts`,
            path: [...path, "mig-devices", profile],
            hint: "leave the profile out",
          },
        ],
  );
}

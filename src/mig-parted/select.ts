import { atTheDoor } from "../door.js";
import { fatalError } from "./fatal.js";
import { readMigConfig } from "./parse.js";
import type { MigConfigEntry, MigConfigFile } from "./types.js";

/**
 * The entries of one config, as `nvidia-mig-parted -c name` chooses it; the name "" chooses the
 * only config there is.
 *
 * @param file as `parseMigConfig` gives it, or its text
 * @throws MigError INVALID_INPUT with the text that the program logs ("Error selecting MIG config:
 *   ...") where the file has no such config, or "" was to choose among several
 */
export function selectMigConfig(file: MigConfigFile | string, name: string): readonly MigConfigEntry[] {
  return atTheDoor(() => {
    const configs = new Map(Object.entries(readMigConfig(file).file["mig-configs"]));
    if (name === "" && configs.size > 1) {
      throw fatalError(SELECTING, "missing required flag 'selected-config' when more than one config available", ["mig-configs"]);
    }
    const entries = name === "" && configs.size === 1 ? [...configs.values()][0] : configs.get(name);
    if (entries === undefined) throw fatalError(SELECTING, `selected mig-config not present: ${name}`, ["mig-configs"]);
    return entries;
  });
}

const SELECTING = "selecting MIG config";

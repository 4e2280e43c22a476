/** Which texts are meant for mig-parted. */
import { readFirstDocument } from "../documents/yaml.js";
import { MigError } from "../error.js";

const KEY = "mig-configs";

/** Whether a text is a config file, or one that mig-parted refuses: as YAML by its keys, else by how it begins a line. */
export function holdsMigConfig(text: string): boolean {
  if (!text.includes(KEY)) return false;
  try {
    const value = readFirstDocument(text, "config")?.value;
    return typeof value === "object" && value !== null && Object.hasOwn(value, KEY);
  } catch (error) {
    if (error instanceof MigError) return beginsLikeMigConfig(text);
    throw error;
  }
}

/** Of a text that is no YAML: whether it is plainly meant for mig-parted all the same. */
export function beginsLikeMigConfig(text: string): boolean {
  return /^mig-configs:/m.test(text);
}

import { YamlFault } from "../documents/go-yaml/fault.js";
import { readFirstDocument, type SourceDocument } from "../documents/yaml.js";
import { atTheDoor } from "../door.js";
import { MigError } from "../error.js";
import { show } from "../model/quote.js";
import { decodeMigConfig } from "./decode.js";
import { Fatal, fatalError } from "./fatal.js";
import type { MigConfigFile } from "./types.js";

/** What messages call the text. */
const NAME = "mig-parted config";

/** A config file, and where everything in it stands. */
export interface ReadMigConfig {
  readonly file: MigConfigFile;
  /** Places and repeated keys; null: the text is empty, or the file was no text. */
  readonly document: SourceDocument | null;
}

/**
 * Reads a config file of NVIDIA/mig-parted, YAML or JSON, and accepts and refuses exactly what
 * `nvidia-mig-parted assert --valid-config` does, up to the choice of a config, which is
 * `selectMigConfig`. What it accepts may still be impossible on every GPU.
 *
 * Only the first document counts, of repeated keys the last. Counts that are null are 0, and a
 * `device-filter` of null is "", which lets every GPU pass. An empty file passes, as does one with
 * `version: v1` alone: either has no configs. Numbers beyond 2^53 are the nearest a double holds.
 *
 * @throws MigError INVALID_INPUT with the text that the program logs ("Error parsing config file:
 *   ...") and the path of what is wrong; and for a file above 1 MiB, which a ConfigMap cannot
 *   hold, or beyond the other limits of `migpack`'s documents, unread
 */
export function parseMigConfig(text: string): MigConfigFile {
  return atTheDoor(() => readText(text).file);
}

/**
 * As `parseMigConfig`, with the document for whoever must say where something stands. What is no
 * text is taken for the data of such a file, and must stand the same checks.
 *
 * @throws MigError INVALID_INPUT
 */
export function readMigConfig(input: unknown): ReadMigConfig {
  if (typeof input === "string") return readText(input);
  if (typeof input === "object" && input !== null) return { file: decode(withoutNoConfigs(input)), document: null };
  const message = `a mig-parted config is needed: its text, or what parseMigConfig makes of it, not ${show(input)}`;
  throw new MigError("INVALID_INPUT", message);
}

/** A file without configs leaves them out, where the data that it is read into has an empty object. */
function withoutNoConfigs(input: object): unknown {
  const { "mig-configs": configs, ...rest } = input as Record<string, unknown>; // any object can be asked for a key
  const none = typeof configs === "object" && configs !== null && !Array.isArray(configs) && Object.keys(configs).length === 0;
  return none ? rest : input;
}

function readText(text: string): ReadMigConfig {
  return ofDocument(readYaml(text));
}

/** The config file that a document holds; null: an empty text. @throws MigError INVALID_INPUT */
export function ofDocument(document: SourceDocument | null): ReadMigConfig {
  return { file: decode(document?.value ?? null), document };
}

function decode(value: unknown): MigConfigFile {
  try {
    return decodeMigConfig(value);
  } catch (cause) {
    if (!(cause instanceof Fatal)) throw cause;
    const problem = `unmarshal error: error unmarshaling JSON: while decoding JSON: ${cause.message}`;
    throw fatalError("parsing config file", problem, cause.path);
  }
}

function readYaml(text: string): SourceDocument | null {
  try {
    return readFirstDocument(text, NAME);
  } catch (error) {
    if (!(error instanceof MigError && error.cause instanceof YamlFault)) throw error;
    // Where its own words are not certain, ours, which have the place.
    const problem = error.cause.goWords ?? error.message.slice(`${NAME}: `.length);
    throw fatalError("parsing config file", `unmarshal error: error converting YAML to JSON: ${problem}`, [], error.cause);
  }
}

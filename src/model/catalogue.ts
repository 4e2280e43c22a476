import { atTheDoor } from "../door.js";
import { MigError } from "../error.js";
import { MODELS, SHAPES, WITHOUT_PLACEMENTS } from "../generated/models.js";
import { narrow } from "./driver.js";
import { nearest } from "./nearest.js";
import { quote } from "./quote.js";
import { type ModelRow, modelOfRow } from "./rows.js";
import { trustModel } from "./trusted.js";
import type { GpuModel } from "./types.js";

/** A built-in model, made when it is first asked for. */
class Entry {
  readonly row: ModelRow;
  /** by driver branch, as far as asked */
  readonly narrowed = new Map<number, GpuModel>();
  #model: GpuModel | undefined;

  constructor(row: ModelRow) {
    this.row = row;
  }

  get model(): GpuModel {
    this.#model ??= trustModel(modelOfRow(this.row, SHAPES));
    return this.#model;
  }
}

interface Catalogue {
  readonly entries: readonly Entry[];
  readonly byName: ReadonlyMap<string, Entry>;
  /** by name, product name and PCI id as `keyOf` spells them; made when something else than a name is first asked for */
  byKey: ReadonlyMap<string, Entry> | undefined;
  models: readonly GpuModel[] | undefined;
}

let catalogue: Catalogue | undefined;

/** Made on first use: importing the package must do no work. */
function theCatalogue(): Catalogue {
  if (catalogue === undefined) {
    const entries = MODELS.map((row) => new Entry(row));
    catalogue = {
      entries,
      byName: new Map(entries.map((entry) => [entry.row.name, entry])),
      byKey: undefined,
      models: undefined,
    };
  }
  return catalogue;
}

function byKey(): ReadonlyMap<string, Entry> {
  const all = theCatalogue();
  all.byKey ??= new Map(
    all.entries.flatMap((entry) => spellingsOf(entry.row).map((spelling) => [keyOf(spelling), entry] as const)),
  );
  return all.byKey;
}

function spellingsOf({
  name,
  productNames,
  pciDeviceIds,
}: Pick<GpuModel, "name" | "productNames" | "pciDeviceIds">): readonly string[] {
  return [name, ...productNames, ...pciDeviceIds, ...pciDeviceIds.map(deviceOf)];
}

/** All built-in models, in a fixed order: by generation, then by size. */
export function gpuModels(): readonly GpuModel[] {
  const all = theCatalogue();
  all.models ??= Object.freeze(all.entries.map(({ model }) => model));
  return all.models;
}

/**
 * A built-in model by its name, a product name ("NVIDIA H100 80GB HBM3", with or without
 * "NVIDIA"), a feature-discovery label value ("NVIDIA-H100-80GB-HBM3-MIG-1g.10gb"), or a PCI id
 * ("0x233010DE", "0x2330"). Case does not matter.
 *
 * With `driver` (a branch, 450 or more), only what that branch offers: `gpuModel("A100-80GB",
 * { driver: 515 })` has no 1g.20gb, and below 510 a budget keeps 3g and 4g apart.
 *
 * Equal questions give the same frozen object.
 *
 * @throws MigError UNKNOWN_MODEL with the nearest names, with the reason where placements are not
 *   published, or with the first branch that knows the model; INVALID_INPUT for what is no branch
 */
export function gpuModel(ref: string, options?: { readonly driver?: number }): GpuModel {
  return atTheDoor(() => {
    const entry = theCatalogue().byName.get(ref) ?? find(ref);
    const driver = options?.driver;
    if (driver === undefined) return entry.model;
    const known = entry.narrowed.get(driver);
    if (known !== undefined) return known;
    const narrowed = trustModel(narrow(entry.model, entry.row, driver));
    if (entry.narrowed.size >= KEPT) entry.narrowed.clear();
    entry.narrowed.set(driver, narrowed);
    return narrowed;
  });
}

/** More branches than NVIDIA has released: a caller who makes numbers up must not fill the memory. */
const KEPT = 64;
/** Longer than any product name with its MIG suffix. */
const LONGEST = 128;

function find(ref: unknown): Entry {
  if (typeof ref !== "string")
    throw unknown(`the name of a GPU model is needed, such as H100-80GB, not ${ref === null ? "null" : typeof ref}`);
  const key = ref.length > LONGEST ? "" : keyOf(ref.trim().replace(LABEL_SUFFIX, ""));
  const entry = byKey().get(key);
  if (entry !== undefined) return entry;
  const unplaced = WITHOUT_PLACEMENTS.find((model) => spellingsOf(model).some((spelling) => keyOf(spelling) === key));
  if (unplaced !== undefined) throw unknown(`${unplaced.name} is known, but ${unplaced.reason}`);
  throw unknown(`${quote(ref)} is no GPU model; ${suggestion(ref)}`);
}

function suggestion(text: string): string {
  const ref = text.slice(0, LONGEST);
  const names = MODELS.map(({ name }) => name);
  const begun = names.filter((name) => name.toLowerCase().startsWith(`${ref.toLowerCase()}-`));
  const products = MODELS.flatMap(({ productNames }) => productNames);
  const close = [...new Set([...begun, ...nearest(ref, [...names, ...products])])].slice(0, 3);
  return close.length > 0 ? `nearest are ${close.join(", ")}` : `there are ${names.join(", ")}`;
}

/** What feature discovery appends to a product (single strategy, sharing). */
const LABEL_SUFFIX = /(?:-MIG-[^-\s][^\s]*?)?(?:-SHARED)?$/i;

/** Labels spell blanks as dashes, old drivers leave "NVIDIA" out, and case never tells models apart. */
function keyOf(spelling: string): string {
  return spelling
    .toLowerCase()
    .replace(/[\s-]+/g, "-")
    .replace(/^nvidia-/, "");
}

/** "0x233010DE" -> "0x2330": the device without the vendor, which is always NVIDIA. */
function deviceOf(pciDeviceId: string): string {
  return pciDeviceId.slice(0, 6);
}

function unknown(message: string): MigError {
  return new MigError("UNKNOWN_MODEL", message, { path: ["model"] });
}

/** How gpu-feature-discovery spells what it puts into labels (k8s-device-plugin internal/lm/resource.go). */

/** Blanks as dashes; what no label value may hold is left out. */
export function sanitised(part: string): string {
  return part
    .replace(/[^A-Za-z0-9\-_. ]/g, "")
    .split(" ")
    .filter((word) => word !== "")
    .join("-");
}

/** The value of a product label, taken apart. */
export interface ProductLabel {
  /** "NVIDIA-H100-80GB-HBM3" */
  readonly product: string;
  /** As the label spells it, "1g.10gb.me"; "INVALID" where the single strategy cannot show what is configured; null: a full GPU. */
  readonly mig: string | null;
}

const MIG_PART = /^(.+)-MIG-(.+)$/;
const SHARED = /-SHARED$/;

/** "NVIDIA-H100-80GB-HBM3-MIG-1g.10gb-SHARED" -> its product and its MIG part. */
export function productLabel(value: string): ProductLabel {
  const bare = value.slice(0, LONGEST).replace(SHARED, "");
  const [, product = bare, mig = null] = MIG_PART.exec(bare) ?? [];
  return { product, mig };
}

/** Far more than the 63 characters of a label value. */
const LONGEST = 256;
export const INVALID = "INVALID";

/** The `gpu.family` of a compute capability (getArchFamily); what is newer than that program is "undefined" there. */
export function familyOf(major: number, minor: number): string {
  if (major === 7) return minor < 5 ? "volta" : "turing";
  if (major === 8) return minor < 9 ? "ampere" : "ada-lovelace";
  return FAMILIES.get(major) ?? "undefined";
}

const FAMILIES: ReadonlyMap<number, string> = new Map([
  [1, "tesla"],
  [2, "fermi"],
  [3, "kepler"],
  [5, "maxwell"],
  [6, "pascal"],
  [9, "hopper"],
  [10, "blackwell"],
  [12, "blackwell"],
  [13, "rubin"],
]);

/** A whole number of up to nine digits, as labels have them; null: the text is none. */
export function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null;
}

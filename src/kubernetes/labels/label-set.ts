import type { Replication } from "./sharing.js";
import { sanitised } from "./text.js";

/** Labels that are being written; later ones replace earlier ones of the same key. */
export class LabelSet {
  readonly #labels = new Map<string, string>();

  put(key: string, value: string): void {
    this.#labels.set(key, value);
  }

  /** null: not known, so that what stood there would be wrong as well. */
  putNumber(key: string, value: number | null): void {
    if (value === null) this.#labels.delete(key);
    else this.put(key, String(value));
  }

  /** What every resource has (baseLabeler of k8s-device-plugin internal/lm/resource.go). */
  putResource(resource: string, product: readonly string[], count: number, { replicas, strategy, marked }: Replication): void {
    const parts = [...product.filter((part) => part !== "").map(sanitised), ...(marked ? ["SHARED"] : [])];
    this.put(`${resource}.product`, parts.join("-"));
    this.putNumber(`${resource}.count`, count);
    this.putNumber(`${resource}.replicas`, replicas);
    this.put(`${resource}.sharing-strategy`, strategy);
  }

  /** In the order of their keys. */
  frozen(): Readonly<Record<string, string>> {
    return Object.freeze(Object.fromEntries([...this.#labels].sort(([a], [b]) => (a < b ? -1 : 1))));
  }
}

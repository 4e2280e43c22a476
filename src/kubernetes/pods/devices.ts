/** How many devices a container asks for. */
import { MigError, type Path, pathText } from "../../error.js";
import { show } from "../../model/quote.js";
import { parseQuantity } from "../quantity.js";
import { deviceResource } from "./device-resource.js";
import type { ReadContainer, ReadResources } from "./read.js";

/** A count, or why a quantity is none, in the API server's words. */
export type Count = { readonly ok: true; readonly count: number } | { readonly ok: false; readonly message: string };

const PLAIN = /^[0-9]{1,9}$/;

/** A quantity of an extended resource (Kubernetes pkg/apis/core/validation). */
export function countOf(quantity: unknown): Count {
  if (typeof quantity !== "string" && typeof quantity !== "number")
    return { ok: false, message: `a quantity is needed, such as "1", not ${show(quantity)}` };
  // What nearly every pod says need not be taken apart.
  if (typeof quantity === "string" && PLAIN.test(quantity)) return { ok: true, count: Number(quantity) };
  const reading = parseQuantity(quantity);
  if (!reading.ok) return reading;
  const { canonical, sign, isWhole, value } = reading.quantity;
  const invalid = (message: string) => ({ ok: false, message: `Invalid value: ${show(canonical)}: ${message}` }) as const;
  if (sign < 0) return invalid("must be greater than or equal to 0");
  if (!isWhole) return invalid("must be an integer");
  if (value < 0n || value > BigInt(Number.MAX_SAFE_INTEGER)) return invalid("more than any node has");
  return { ok: true, count: Number(value) };
}

/**
 * What one container holds, resource by resource. The limit of an extended resource is its request
 * as well: the API server fills in one that is missing, and refuses one that differs.
 *
 * @throws MigError INVALID_INPUT with the path of a quantity that is no count, or a request that is not its limit
 */
export function requestsOf({ limits, requests }: ReadContainer): ReadonlyMap<string, number> {
  const held = countsOf(limits);
  for (const [resource, count] of countsOf(requests)) {
    const limit = held.get(resource) ?? count;
    if (limit !== count)
      throw invalid([...requests.path, resource], `Invalid value: "${count}": must be equal to ${resource} limit of ${limit}`);
    held.set(resource, count);
  }
  return held;
}

/** @throws MigError INVALID_INPUT */
export function countsOf({ path, quantities }: ReadResources): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [resource, quantity] of quantities) {
    if (deviceResource(resource) === null) continue;
    const reading = countOf(quantity);
    if (!reading.ok) throw invalid([...path, resource], reading.message);
    counts.set(resource, reading.count);
  }
  return counts;
}

function invalid(path: Path, message: string): MigError {
  return new MigError("INVALID_INPUT", `${pathText(path)}${message}`, { path });
}

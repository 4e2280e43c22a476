/** Holds one packing against its own certificate, in whole numbers without limit. */
import { type Certificate, checkLayout, type Demand, type GpuModel, type Packing } from "../../../src/index.js";
import type { Counts } from "./pack.js";

/** ceil(weights . demand / perGpu). */
function weighedValue(model: GpuModel, { weights, perGpu }: Certificate, demand: Counts): bigint {
  const weighed = model.profiles.reduce((sum, { name }, p) => sum + BigInt(weights[name] ?? 0) * BigInt(demand[p] ?? 0), 0n);
  return weighed === 0n ? 0n : (weighed + BigInt(perGpu) - 1n) / BigInt(perGpu);
}

/** `patterns`: every multiset that one GPU of the model holds. */
export function faultOfCertificate(
  model: GpuModel,
  demand: Counts,
  certificate: Certificate,
  patterns: readonly Counts[],
): string | null {
  const { weights, perGpu, value, says } = certificate;
  if (says === "") return "the certificate says nothing";
  const known = new Set(model.profiles.map((profile) => profile.name));
  for (const [name, weight] of Object.entries(weights)) {
    if (!known.has(name)) return `a weight for ${name}`;
    if (!Number.isSafeInteger(weight) || weight <= 0) return `the weight of ${name} is ${weight}`;
  }
  if (!Number.isSafeInteger(perGpu) || perGpu < 0) return `perGpu is ${perGpu}`;
  for (const pattern of patterns) {
    const weight = model.profiles.reduce((sum, { name }, p) => sum + (weights[name] ?? 0) * (pattern[p] ?? 0), 0);
    if (weight > perGpu) return `a GPU with ${pattern} weighs ${weight}, more than ${perGpu}`;
  }
  const right = weighedValue(model, certificate, demand);
  return BigInt(value) === right ? null : `value is ${value}, should be ${right}`;
}

export function demandOf(model: GpuModel, demand: Counts): Demand {
  return Object.fromEntries(model.profiles.map(({ name }, p) => [name, demand[p] ?? 0]));
}

/** Everything but whether fewer GPUs would do: the certificate proves that where `optimal` is said. */
export function faultOfPacking(model: GpuModel, demand: Counts, packing: Packing, patterns: readonly Counts[]): string | null {
  const { gpus, lowerBound, optimal, certificate, groups } = packing;
  const fault = faultOfCertificate(model, demand, certificate, patterns);
  if (fault !== null) return fault;
  if (lowerBound < certificate.value) return `lowerBound ${lowerBound} is less than ${certificate.value}`;
  if (optimal !== (lowerBound === gpus) || lowerBound > gpus) return `optimal is ${optimal} with ${lowerBound} to ${gpus}`;
  if (optimal && certificate.kind === "inequality" && certificate.value !== gpus)
    return `${certificate.value} proves nothing of ${gpus}`;
  const placed = new Map<string, bigint>();
  let total = 0n;
  for (const { count, layout } of groups) {
    if (!Number.isSafeInteger(count) || count <= 0) return `a group of ${count}`;
    if (layout.length === 0) return "a group of empty GPUs";
    const found = checkLayout(model, layout);
    if (found.length > 0) return `a group's layout is wrong: ${found[0]?.message}`;
    total += BigInt(count);
    for (const { profile } of layout) placed.set(profile, (placed.get(profile) ?? 0n) + BigInt(count));
  }
  if (total !== BigInt(gpus)) return `the groups are ${total} GPUs, not ${gpus}`;
  for (const [p, { name }] of model.profiles.entries()) {
    const sum = placed.get(name) ?? 0n;
    if (sum !== BigInt(demand[p] ?? 0)) return `${sum} of ${name} are placed, ${demand[p]} were asked for`;
  }
  return null;
}

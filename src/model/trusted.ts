import type { GpuModel } from "./types.js";

const trusted = new WeakSet<object>();

/** Marks a model as valid and deeply frozen, so that it is never read and checked again. */
export function trustModel(model: GpuModel): GpuModel {
  trusted.add(model);
  return model;
}

/** Whether the model is known to be valid and deeply frozen. */
export function isTrusted(model: object): model is GpuModel {
  return trusted.has(model);
}

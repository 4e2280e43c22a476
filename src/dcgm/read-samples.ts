/** Samples as callers hand them back, read at the door. */
import { MigError, pathText } from "../error.js";
import { show } from "../model/quote.js";
import type { DcgmSample } from "./samples.js";

/** @throws MigError INVALID_INPUT with the path to what is no sample */
export function readSamples(samples: readonly DcgmSample[]): readonly DcgmSample[] {
  if (!Array.isArray(samples))
    throw invalid([], `a list of samples is needed, as readDcgmMetrics makes it, not ${show(samples)}`);
  return Array.from(samples as readonly unknown[], readSample);
}

function readSample(sample: unknown, i: number): DcgmSample {
  if (typeof sample !== "object" || sample === null) throw invalid([i], `a sample is needed, not ${show(sample)}`);
  const { gpu, uuid, modelName, host, profile, instanceId, metrics, driver } = sample as Partial<DcgmSample>; // checked below
  if (!isCount(gpu)) throw invalid([i, "gpu"], `a whole number from 0 is needed, not ${show(gpu)}`);
  if (typeof uuid !== "string") throw invalid([i, "uuid"], `a text is needed, not ${show(uuid)}`);
  if (typeof modelName !== "string") throw invalid([i, "modelName"], `a text is needed, not ${show(modelName)}`);
  if (!isTextOrNull(host)) throw invalid([i, "host"], `a text or null is needed, not ${show(host)}`);
  if (!isTextOrNull(profile)) throw invalid([i, "profile"], `a text or null is needed, not ${show(profile)}`);
  if (instanceId !== null && !isCount(instanceId))
    throw invalid([i, "instanceId"], `a whole number from 0 or null is needed, not ${show(instanceId)}`);
  if (typeof metrics !== "object" || metrics === null)
    throw invalid([i, "metrics"], `an object of numbers is needed, not ${show(metrics)}`);
  const read = { gpu, uuid, modelName, host, profile, instanceId, metrics };
  return isCount(driver) ? { ...read, driver } : read;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === "string";
}

function invalid(path: readonly (string | number)[], message: string): MigError {
  const where = ["samples", ...path];
  return new MigError("INVALID_INPUT", `${pathText(where)}${message}`, { path: where });
}

import { z } from "zod";
import { MigError } from "../error.js";
import { defineGpuModel } from "../model/define.js";
import type { GpuModelSpec } from "../model/types.js";
import { LIMITS } from "./limits.js";
import { record } from "./record.js";

const name = z
  .string()
  .regex(/^[^\s@,=]{1,64}$/, 'A name of 1 to 64 characters without white space, "@", "," and "=" is needed')
  .meta({ description: 'Without white space, "@", "," and "=".' });
const text = z.string().min(1).max(256);
const texts = z.array(text).max(1024);
const slices = z.int().min(1).max(LIMITS.slices);
const instances = z.int().min(1).max(LIMITS.instances);
const small = z.int().min(0).max(0xffff);
const mebibytes = z
  .int()
  .min(0)
  .max(2 ** 31);
const branch = z.int().min(1).max(9999).meta({ description: "A driver branch, such as 525." });
const amount = z.int().min(0).max(LIMITS.budgetTotal);
const starts = z
  .array(
    z
      .int()
      .min(0)
      .max(LIMITS.slices - 1),
  )
  .min(1)
  .max(LIMITS.slices);

const computeInstance = z
  .object({
    name,
    id: small.nullish(),
    slices,
    starts: starts.meta({ description: "First compute slices inside the GPU instance, ascending." }),
    size: slices.meta({ description: "Compute slices it covers, as nvidia-smi mig -lci prints them." }),
    maxCount: instances,
    multiprocessors: small.nullish(),
  })
  .meta({ description: "What a GPU instance of this profile can be divided into (nvidia-smi mig -lcip)." });

const profile = z.object({
  name: name.meta({ description: "Canonical: 1g.10gb, 3g.40gb, 1g.10gb+me." }),
  aliases: z.array(name).max(1024).optional().meta({ description: "What other drivers call it." }),
  id: small.nullish().meta({ description: "The ID of nvidia-smi mig -lgip." }),
  attributes: texts.optional().meta({ description: "+me, +gfx, +me.all or -me; default: those of the name." }),
  computeSlices: slices,
  memorySlices: slices.meta({ description: "The size of each of its placements." }),
  starts: starts.meta({ description: "Legal first memory slices, ascending (nvidia-smi mig -lgipp)." }),
  maxCount: instances.optional().meta({ description: "Default: as many as an empty GPU holds." }),
  memoryMiB: mebibytes.nullish().meta({ description: "Usable memory." }),
  multiprocessors: small.nullish(),
  engines: z.object({ copy: small, decoder: small, encoder: small, jpeg: small, ofa: small }).nullish(),
  minDriver: branch.nullish().meta({ description: "First driver branch that offers it." }),
  computeInstances: z.array(computeInstance).max(LIMITS.profiles).optional(),
});

const budget = z
  .object({ name: text, total: amount, uses: record(amount).meta({ description: "How much one instance of a profile takes." }) })
  .meta({ description: "What a GPU has once and its instances share out, such as an OFA." });

const flag = z.boolean().nullish();
const traits = z.object({
  confidentialComputing: flag,
  secureTenants: small.nullish(),
  concurrentProfiling: flag,
  decoderPerInstance: flag,
  migModeNeedsReset: flag,
  migModeSurvivesReboot: flag,
});

const provenance = z.object({
  placements: z.enum(["observed", "inferred", "custom"]),
  notes: z.array(z.string().min(1).max(4096)).max(1024).optional(),
});

/**
 * A `GpuModelSpec`. The shape is for readers and for JSON Schema; what relates fields to one
 * another, and all geometry, is judged by `defineGpuModel` itself, so that this schema and the
 * core accept the same values.
 */
export const gpuModel = z
  .object({
    name: text,
    memorySlices: slices.meta({ description: "Memory slices of one GPU: the unit of starts and sizes." }),
    computeSlices: slices,
    profiles: z.array(profile).min(1).max(LIMITS.profiles),
    maxInstances: instances.optional(),
    columns: z
      .array(
        z
          .int()
          .min(0)
          .max(LIMITS.slices - 1)
          .nullable(),
      )
      .max(LIMITS.slices)
      .optional()
      .meta({ description: "Compute slice under each memory slice; null: none." }),
    budgets: z.array(budget).max(LIMITS.budgets).optional(),
    productNames: texts.optional(),
    pciDeviceIds: texts.optional(),
    architecture: text.optional(),
    computeCapability: z
      .string()
      .regex(/^\d{1,3}\.\d{1,3}$/)
      .optional()
      .meta({ description: "CUDA compute capability, such as 9.0." }),
    memoryMiB: mebibytes.optional().meta({ description: "Memory of the whole board, as nvidia-smi prints it." }),
    driver: branch.nullish(),
    traits: traits.optional(),
    provenance: provenance.optional(),
  })
  .superRefine((spec, context) => {
    try {
      // zod types a key that may be left out as one that may be undefined; the guard takes both alike.
      defineGpuModel(spec as GpuModelSpec);
    } catch (error) {
      if (!(error instanceof MigError) || error.code !== "INVALID_MODEL") throw error;
      for (const { path, message } of error.faults) context.addIssue({ code: "custom", path: [...path], message });
    }
  })
  .meta({
    title: "GPU model",
    description: "A GPU model of your own: its memory slices, and the profiles with the places where they may sit.",
  });

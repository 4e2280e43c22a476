import { z } from "zod";
import { MigError, pathText } from "../error.js";
import { readProblem } from "../fleet/plan/read.js";
import type { FleetProblem } from "../fleet/plan/types.js";
import { gpuModel } from "./gpu-model.js";
import { layout } from "./layout.js";

const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const model = z
  .string()
  .min(1)
  .meta({ description: "The name of a GPU model: of a built-in one by any spelling, of a model of your own its name." });

const existing = z.strictObject({
  count: count.meta({ description: "GPUs that run this." }),
  layout: layout.meta({ description: "What runs on each and stays; [] for empty GPUs." }),
});

const pool = z.strictObject({
  model: z.union([model, gpuModel]).meta({ description: "The name of a GPU model, or a model of your own." }),
  price: z.number().min(0).optional().meta({ description: "Of one new GPU. Default: 1." }),
  limit: count.optional().meta({ description: "Existing and new GPUs together. Default: no limit." }),
  existing: z.array(existing).optional().meta({ description: "GPUs in use: they cost nothing, and their holes may be filled." }),
});

const acceptable = z.union([
  z.strictObject({ model, profile: z.string(), wholeGpu: z.never().optional() }),
  z.strictObject({
    model,
    wholeGpu: z.literal(true).meta({ description: "A GPU lent whole, without MIG." }),
    profile: z.never().optional(),
  }),
]);

const need = z.strictObject({
  minMemoryMiB: z.number().min(0).optional().meta({ description: "Usable memory of an instance, in MiB." }),
  minComputeSlices: z.number().min(0).optional(),
  attributes: z.array(z.string()).optional().meta({ description: "Exactly these. Default: none, a plain profile." }),
});

const request = z.strictObject({
  name: z.string().optional().meta({ description: "What messages call it." }),
  count: count.meta({ description: "Instances, or whole GPUs." }),
  accepts: z
    .union([z.array(acceptable), need])
    .meta({ description: "What may serve it, best first; or what it needs at least, of any pool." }),
});

/**
 * What `planFleet` and `migpack plan PROBLEM.yaml` read. Strict: a misspelt key must not pass for a
 * default. The shape is for readers and for JSON Schema; models, profiles, layouts, and what relates
 * fields to one another are judged by the reader of `planFleet` itself, so that both accept the same
 * values.
 */
export const fleetProblem = z
  .strictObject({
    pools: z.array(pool).meta({ description: "GPUs of one model each: those in use, and those to be bought." }),
    requests: z.array(request),
    about: z.string().optional().meta({ description: "A note for readers." }),
  })
  .superRefine((problem, context) => {
    try {
      // zod types a key that may be left out as one that may be undefined; the reader takes both alike.
      readProblem(problem as FleetProblem);
    } catch (error) {
      if (!(error instanceof MigError)) throw error;
      // A model that is none has been reported where it stands.
      if (error.code === "INVALID_MODEL") return;
      for (const { path, message } of error.faults) {
        // The path begins with "problem", and the message may say it again.
        const said = pathText(path);
        context.addIssue({
          code: "custom",
          path: path.slice(1),
          message: message.startsWith(said) ? message.slice(said.length) : message,
        });
      }
    }
  })
  .meta({ title: "Fleet problem", description: "Pools of GPUs with prices and stock, and what is asked of them." });

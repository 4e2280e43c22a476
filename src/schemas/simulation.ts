import { z } from "zod";
import { MigError, pathText } from "../error.js";
import { readPlan } from "../fleet/simulation/plan.js";
import type { SimulationSpec } from "../fleet/simulation/types.js";
import { gpuModel as builtInModel } from "../model/catalogue.js";
import { gpuModel } from "./gpu-model.js";
import { LIMITS } from "./limits.js";
import { record } from "./record.js";

const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

const modelName = z.string().superRefine((ref, context) => {
  try {
    builtInModel(ref);
  } catch (error) {
    if (!(error instanceof MigError)) throw error;
    context.addIssue({ code: "custom", message: error.message });
  }
});

const pool = z.strictObject({
  model: z.union([modelName, gpuModel]).meta({ description: "The name of a GPU model, or a model of your own." }),
  count: count.min(1).meta({ description: "GPUs of this model." }),
});

const mix = z.union([z.enum(["uniform", "skew-small", "skew-big", "bimodal"]), record(z.number().min(0))]).meta({
  description: "How often each profile is asked for: the name of a mix over the plain profiles, or relative rates by profile.",
});

const score = z.enum(["first-fit", "best-fit", "worst-fit", "mfi", "mfi-count", "least-loss", "driver"]);

const traceEntry = z.object({
  arrival: z.number(),
  departure: z.number().nullable().meta({ description: "null: it stays." }),
  profile: z.string(),
});

/**
 * What `simulate` and `migpack simulate SPEC.yaml` read. Strict: a misspelt key must not pass for
 * a default. The shape is for readers and for JSON Schema; profiles, and what relates fields to one
 * another, are judged by the reader of `simulate` itself, so that both accept the same values.
 */
export const simulationSpec = z
  .strictObject({
    fleet: z.array(pool).min(1),
    mix: mix.optional(),
    load: z.number().gt(0).optional().meta({
      description: "Offered load, as a share of the fleet's memory slices. Needed, as mix is, where there is no trace.",
    }),
    lifetimes: z
      .enum(["exponential", "uniform", "lognormal", "none"])
      .optional()
      .meta({ description: "How long instances stay, with mean 1; none: nobody leaves. Default: exponential." }),
    arrivals: count.optional().meta({ description: "Requests that count, in each run. Default: those of 100 mean lifetimes." }),
    warmup: count.optional().meta({ description: "Requests before counting begins. Default: those of 10 mean lifetimes." }),
    seeds: z
      .array(count)
      .min(1)
      .optional()
      .meta({ description: "All different; every score meets the same requests under the same seed. Default: 1 to 8." }),
    scores: z.array(score).min(1).meta({ description: "What is compared, all with the first." }),
    movesPerReject: count
      .max(LIMITS.instances)
      .optional()
      .meta({ description: "Instances that may be recreated elsewhere to let one refused request in. Default: 0." }),
    trace: z.array(traceEntry).min(1).optional().meta({ description: "What really arrived, in place of mix and load." }),
    about: z.string().optional().meta({ description: "A note for readers." }),
  })
  .superRefine((spec, context) => {
    try {
      // zod types a key that may be left out as one that may be undefined, and does not know that mix
      // and load are needed together or not at all; the reader takes both as they come.
      readPlan(spec as SimulationSpec);
    } catch (error) {
      if (!(error instanceof MigError)) throw error;
      // A model that is none has been reported where it stands.
      if (error.code === "UNKNOWN_MODEL" || error.code === "INVALID_MODEL") return;
      // The path begins with "spec", and the message says it again.
      const [, ...path] = error.path;
      const said = pathText(error.path);
      const message = error.message.startsWith(said) ? error.message.slice(said.length) : error.message;
      context.addIssue({ code: "custom", path, message });
    }
  })
  .meta({
    title: "Simulation",
    description: "A fleet, the requests that arrive, and the scores that are compared on them.",
  });

import { z } from "zod";
import { gpuModel } from "./gpu-model.js";
import { record } from "./record.js";

/** How many of each profile are wanted. */
export const demand = record(z.int().min(0).max(Number.MAX_SAFE_INTEGER)).meta({
  title: "Demand",
  description: "How many of each profile are wanted: whole numbers from 0 to 2^53 - 1.",
});

/** What `migpack pack DEMAND.yaml` reads. Strict: a misspelt key must not pass for an empty demand. */
export const packProblem = z
  .strictObject({
    model: z.union([z.string().min(1), gpuModel]).meta({ description: "The name of a GPU model, or a model of your own." }),
    demand,
    about: z.string().optional().meta({ description: "A note for readers." }),
  })
  .meta({ title: "Packing problem", description: "A demand on GPUs of one model." });

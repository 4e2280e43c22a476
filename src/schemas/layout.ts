import { z } from "zod";
import { LIMITS } from "./limits.js";

const computeInstance = z.object({
  profile: z.string().min(1),
  start: z
    .int()
    .min(0)
    .max(LIMITS.slices - 1),
});

/** A placement as an object. */
export const placement = z.object({
  profile: z.string().min(1),
  start: z
    .int()
    .min(0)
    .max(LIMITS.slices - 1)
    .meta({ description: "First memory slice." }),
  size: z.int().min(1).max(LIMITS.slices).optional().meta({ description: "In memory slices; may be left out." }),
  computeInstances: z.array(computeInstance).max(LIMITS.slices).optional().meta({ description: "Left out: one of full size." }),
});

/** A placement as a text. */
export const placementText = z.string().regex(/^[^@]+@\d{1,3}$/, "A placement such as 3g.40gb@4 is needed");

/** One GPU: what runs on it. Whether it can stand so depends on the model, and `checkLayout` says. */
export const layout = z
  .array(z.union([placementText, placement]))
  .max(LIMITS.instances)
  .meta({ title: "Layout", description: 'What runs on one GPU: "3g.40gb@4", or objects with profile and start.' });

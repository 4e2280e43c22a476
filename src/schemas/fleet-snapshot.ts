import { z } from "zod";
import { MigError } from "../error.js";
import { Fleet } from "../fleet/fleet.js";
import type { FleetSnapshot } from "../fleet/types.js";
import { gpuModel } from "./gpu-model.js";
import { layout } from "./layout.js";

const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/**
 * What `Fleet.toJSON` writes, and `migpack compact FLEET.json` reads. The shape is for readers and
 * for JSON Schema; whether there is such a fleet is judged by `Fleet.fromJSON` itself, so that both
 * accept the same values.
 */
export const fleetSnapshot = z
  .object({
    version: z.literal(1),
    score: z
      .enum(["first-fit", "best-fit", "worst-fit", "mfi", "mfi-count", "least-loss", "driver"])
      .optional()
      .meta({ description: "How the fleet chooses among possible places. Default: least-loss." }),
    models: z.array(z.union([z.string(), gpuModel])).meta({ description: "Names of GPU models, or models of your own." }),
    layouts: z
      .array(z.object({ model: count.meta({ description: "Index into models." }), layout }))
      .meta({ description: "What GPUs hold; each may be that of many." }),
    runs: z
      .array(count)
      .meta({ description: "All GPUs in order, run-length coded: index of a layout, number of GPUs, index, number, ..." }),
    unavailable: z.array(count).optional().meta({ description: "GPUs, by number, on which nothing new is placed." }),
  })
  .superRefine((snapshot, context) => {
    try {
      // zod types a key that may be left out as one that may be undefined; the fleet takes both alike.
      Fleet.fromJSON(snapshot as FleetSnapshot).dispose();
    } catch (error) {
      if (!(error instanceof MigError)) throw error;
      // A model that is none has been reported where it stands.
      if (error.code === "INVALID_MODEL") return;
      const path = error.path[0] === "snapshot" ? error.path.slice(1) : [];
      context.addIssue({ code: "custom", path, message: error.message.replace(/^snapshot[^:]*: /, "") });
    }
  })
  .meta({ title: "Fleet", description: "GPUs of one model or several, and what runs on each: what Fleet.toJSON writes." });

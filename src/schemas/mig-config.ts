import { z } from "zod";
import { decodeMigConfig } from "../mig-parted/decode.js";
import { Fatal } from "../mig-parted/fatal.js";
import { record } from "./record.js";

const entry = z.object({
  "device-filter": z
    .union([z.string(), z.array(z.string())])
    .optional()
    .meta({ description: "PCI ids such as 0x20B210DE (device, then vendor); left out: every GPU." }),
  devices: z.union([z.literal("all"), z.array(z.int())]).meta({ description: "Indices as nvidia-smi counts." }),
  "mig-enabled": z.boolean(),
  "mig-devices": record(z.int().min(0))
    .optional()
    .meta({ description: "How many instances of each profile; needed where mig-enabled is true." }),
});

/**
 * A config file of mig-parted. The shape is for readers and for JSON Schema; what mig-parted itself
 * refuses is judged as it judges.
 */
export const migConfigFile = z
  .object({ version: z.literal("v1"), "mig-configs": record(z.array(entry).min(1)) })
  .superRefine((file, context) => {
    try {
      decodeMigConfig(file);
    } catch (error) {
      if (!(error instanceof Fatal)) throw error;
      context.addIssue({ code: "custom", path: [...error.path], message: error.message });
    }
  })
  .meta({ title: "mig-parted config", description: "Named configs of NVIDIA/mig-parted, version v1." });

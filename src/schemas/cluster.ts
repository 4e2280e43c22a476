import { z } from "zod";
import { demand } from "./demand.js";
import { gpuModel } from "./gpu-model.js";
import { placement, placementText } from "./layout.js";
import { LIMITS } from "./limits.js";
import { record } from "./record.js";

const model = z.union([z.string().min(1), gpuModel]).meta({ description: "The name of a GPU model, or a model of your own." });

const instance = z.union([
  placementText,
  placement.extend({
    inUse: z.boolean().optional().meta({ description: "Someone works on it." }),
    uuid: z.string().optional(),
  }),
]);

const gpu = z.object({
  model,
  migCapable: z.boolean().optional().meta({ description: "false: a board without MIG; model is then only what it is called." }),
  uuid: z.string().optional(),
  mig: z
    .array(instance)
    .max(LIMITS.instances)
    .optional()
    .meta({ description: "Left out: MIG mode is off, or nothing is known of it; empty: on, and no instances." }),
});

const node = z.object({
  name: z.string(),
  strategy: z.enum(["none", "single", "mixed"]).optional(),
  driver: z.int().min(1).max(9999).optional().meta({ description: "Driver branch." }),
  labels: record(z.string()).optional(),
  gpus: z.array(gpu).max(64).meta({ description: "In index order." }),
  instances: demand.optional().meta({ description: "What is known by count only." }),
  allocatable: demand.optional(),
  allocated: demand.optional(),
});

/** What a cluster has, as `migpack check --nodes` and the webhook read it. */
export const clusterView = z
  .object({
    nodes: z.array(node).max(100_000),
    possible: z.array(model).max(1024).optional().meta({ description: "Models that may join, where nodes are made on demand." }),
    migConfig: z.string().optional().meta({ description: "The text of the mig-parted file in force." }),
  })
  .meta({ title: "Cluster view", description: "The GPUs of a cluster, node by node." });

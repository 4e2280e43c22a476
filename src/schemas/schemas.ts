import { clusterView } from "./cluster.js";
import { demand, packProblem } from "./demand.js";
import { fleetProblem } from "./fleet-problem.js";
import { fleetSnapshot } from "./fleet-snapshot.js";
import { gpuModel } from "./gpu-model.js";
import { layout } from "./layout.js";
import { migConfigFile } from "./mig-config.js";
import { simulationSpec } from "./simulation.js";

/** Every input document, by name. */
export const schemas = Object.freeze({
  gpuModel,
  layout,
  demand,
  packProblem,
  simulationSpec,
  fleetProblem,
  fleetSnapshot,
  migConfigFile,
  clusterView,
});

export type SchemaName = keyof typeof schemas;

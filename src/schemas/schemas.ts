import { clusterView } from "./cluster.js";
import { demand, packProblem } from "./demand.js";
import { fleetProblem } from "./fleet-problem.js";
import { fleetSnapshot } from "./fleet-snapshot.js";
import { gpuModel } from "./gpu-model.js";
import { layout } from "./layout.js";
import { migConfigFile } from "./mig-config.js";
import { simulationSpec } from "./simulation.js";

/** The zod schema of each input document. */
export interface Schemas {
  /** A GPU model of your own, as `defineGpuModel` takes it. */
  readonly gpuModel: typeof gpuModel;
  /** What sits on one GPU: a list of placements. */
  readonly layout: typeof layout;
  /** How many of each profile. */
  readonly demand: typeof demand;
  /** A model and a demand, as `migpack pack` reads them from a file. */
  readonly packProblem: typeof packProblem;
  /** What `simulate` takes. */
  readonly simulationSpec: typeof simulationSpec;
  /** What `planFleet` takes. */
  readonly fleetProblem: typeof fleetProblem;
  /** A fleet as `Fleet.toJSON` writes it. */
  readonly fleetSnapshot: typeof fleetSnapshot;
  /** A config file of NVIDIA/mig-parted, version v1. */
  readonly migConfigFile: typeof migConfigFile;
  /** The cluster as webhook and extender see it: nodes, and what mig-parted's file says. */
  readonly clusterView: typeof clusterView;
}

/** Every input document, by name. */
export const schemas: Schemas = Object.freeze({
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

/** The name of an input document. */
export type SchemaName = keyof Schemas;

/** What this package exports can stand wherever the written contract's declarations are expected: checked by the compiler, both ways of a call. */
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { describeWithFacts, factsRoot } from "../support/facts.js";

const ROOT = join(import.meta.dirname, "../..");
const FOLDER = join(ROOT, "node_modules/.cache/migpack-contract");

/** What stands so far of the contract; the rest joins with its rooms. */
const CHECK = `
import type * as Contract from "./api.js";
import type * as Integrations from "./integrations.js";
import * as migpack from "../../../src/index.js";
import * as nvidiaSmi from "../../../src/nvidia-smi/index.js";
import * as admission from "../../../src/admission/index.js";
import * as cdi from "../../../src/cdi/index.js";
import * as dcgm from "../../../src/dcgm/index.js";
import * as dra from "../../../src/dra/index.js";
import * as kubernetes from "../../../src/kubernetes/index.js";
import * as migParted from "../../../src/mig-parted/index.js";
import * as operator from "../../../src/operator/index.js";
import * as render from "../../../src/render/index.js";
import * as scheduler from "../../../src/scheduler/index.js";
import * as schemas from "../../../src/schemas/index.js";

type Functions =
  | "gpuModels" | "gpuModel" | "defineGpuModel" | "parseProfile" | "smallestProfile"
  | "fit" | "explain" | "creationOrder" | "freeStarts" | "capacity" | "checkLayout" | "bitmaps" | "layouts" | "profileSets"
  | "predictDriver" | "fitComputeInstances" | "parseLayout" | "formatLayout"
  | "minGpus" | "pack" | "headroom" | "gpuOf" | "startOf" | "Fleet" | "simulate" | "mergeReports" | "planFleet";
export const core: Pick<typeof Contract, Functions> = migpack;
export const error: Contract.MigError = new migpack.MigError("RANGE", "");

type Listings =
  | "parseGpuInstanceProfiles" | "parsePossiblePlacements" | "parseGpuInstances" | "parseComputeInstances"
  | "parseDeviceList" | "modelFromNvidiaSmi";
export const listings: Pick<typeof Integrations, Listings> = nvidiaSmi;
export const pictures: Pick<typeof Integrations, "renderLayout"> = render;
export const configs: Pick<
  typeof Integrations,
  "parseMigConfig" | "checkMigConfig" | "resolveMigConfig" | "emitMigConfig" | "generateMigConfig"
> = migParted;
export const cluster: Pick<
  typeof Integrations,
  | "gpuLabels" | "readNode" | "resourceName" | "profileOfResource" | "effectiveMigRequest" | "clusterView" | "devicePlugin"
  | "migManager"
> = kubernetes;
export const containers: Pick<typeof Integrations, "parseVisibleDevices" | "parseDeviceId" | "cdiSpec"> = cdi;
export const metrics: Pick<typeof Integrations, "readDcgmMetrics" | "rightSize"> = dcgm;
export const claims: Pick<typeof Integrations, "resourceSlices" | "modelsFromResourceSlices" | "resourceClaim"> = dra;
export const values: Pick<typeof Integrations, "checkOperatorValues"> = operator;
export const pods: Pick<typeof Integrations, "checkPod"> = admission;
export const extender: Pick<typeof Integrations, "extenderFilter" | "extenderPrioritize"> = scheduler;
export const documents: (name: "gpuModel" | "layout" | "demand" | "simulationSpec" | "fleetProblem" | "migConfigFile" | "clusterView") => unknown = schemas.jsonSchema;
export const node: Integrations.NodeGpus = nvidiaSmi.readNvidiaSmi("");
`;

describeWithFacts("the public surface", () => {
  test("is what the contract declares", { timeout: 120_000 }, () => {
    rmSync(FOLDER, { recursive: true, force: true });
    mkdirSync(FOLDER, { recursive: true });
    for (const file of ["api.d.ts", "integrations.d.ts"]) cpSync(join(factsRoot ?? "", "contract", file), join(FOLDER, file));
    const file = join(FOLDER, "check.ts");
    writeFileSync(file, CHECK);
    const { config } = ts.readConfigFile(join(ROOT, "tsconfig.json"), ts.sys.readFile);
    const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT);
    const program = ts.createProgram([file], options);
    const messages = ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
    expect(messages.map((message) => message.slice(0, 2000))).toEqual([]);
  });
});

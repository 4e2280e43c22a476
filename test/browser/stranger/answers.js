import { creationOrder, Fleet, fit, gpuModels, MigError, pack, reconfigure } from "migpack";
import { emitMigConfig } from "migpack/mig-parted";
import { emitCommands } from "migpack/nvidia-smi";
import { renderLayout } from "migpack/render";

/** What the library answers here, or the error that it throws. */
export function answers() {
  try {
    return ofEveryPart();
  } catch ({ code, message }) {
    return { code, message };
  }
}

/** As data: both modules of the planner, YAML, pictures, and an error. */
function ofEveryPart() {
  const fleet = new Fleet([{ model: "H100-80GB", count: 3 }]);
  const { steps } = reconfigure("A100-80GB", ["2g.20gb@4"], ["1g.10gb", "2g.20gb"]);
  return {
    fits: fit("H100-80GB", ["3g.40gb", "1g.10gb"], { occupied: ["2g.20gb@0"] }),
    refused: fit("H100-80GB", ["3g.40gb"], { occupied: ["1g.10gb@0", "2g.20gb@4"] }),
    models: gpuModels().map(({ name }) => name),
    order: creationOrder("A100-40GB", ["1g.5gb", "1g.5gb", "2g.10gb", "3g.20gb"]),
    packing: pack("H100-80GB", { "1g.10gb": 1200, "2g.20gb": 450, "3g.40gb": 380 }),
    placed: fleet.placeTogether(["3g.40gb", "7g.80gb"]),
    config: emitMigConfig({ all: [{ model: "H100-80GB", mig: ["3g.40gb@4"] }] }),
    commands: emitCommands("A100-80GB", steps),
    picture: renderLayout("H100-80GB", ["3g.40gb@4"], { format: "svg" }),
    error: codeOf(() => fit("H1000", [])),
  };
}

function codeOf(body) {
  try {
    return body();
  } catch (error) {
    return error instanceof MigError ? error.code : `not a MigError: ${error}`;
  }
}

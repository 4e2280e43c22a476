import { MigError } from "../error.js";
import { deepFreeze } from "./freeze.js";
import { show } from "./quote.js";
import type { ModelRow } from "./rows.js";
import type { Budget, GpuModel } from "./types.js";

/** The least that is taken for a branch at all: the first with MIG. */
const FIRST_BRANCH = 450;

/**
 * What a driver branch offers of a model: profiles that came later are gone, and budgets that
 * older drivers imposed are back.
 *
 * @throws MigError INVALID_INPUT for what is no branch; UNKNOWN_MODEL below the first branch that knows the model
 */
export function narrow(model: GpuModel, row: ModelRow, driver: unknown): GpuModel {
  if (typeof driver !== "number" || !Number.isInteger(driver) || driver < FIRST_BRANCH) {
    throw new MigError(
      "INVALID_INPUT",
      `driver: a branch such as 550 is needed, a whole number from ${FIRST_BRANCH}, not ${show(driver)}`,
      { path: ["driver"] },
    );
  }
  if (row.minDriver !== null && driver < row.minDriver) {
    throw new MigError(
      "UNKNOWN_MODEL",
      `driver ${driver} does not know ${model.name}; branch ${row.minDriver} is the first that does`,
      { path: ["driver"] },
    );
  }
  const profiles = model.profiles.filter(({ minDriver }) => minDriver === null || minDriver <= driver);
  const names = new Set(profiles.map(({ name }) => name));
  const older = row.driverBudgets.filter(({ below }) => driver < below);
  const budgets = [...model.budgets, ...older].map(
    ({ name, total, uses }): Budget => ({
      name,
      total,
      uses: Object.fromEntries(Object.entries(uses).filter(([profile]) => names.has(profile))),
    }),
  );
  return deepFreeze({ ...model, budgets, profiles, driver });
}

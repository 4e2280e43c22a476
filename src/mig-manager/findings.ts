import type { Finding } from "../documents/finding.js";
import type { MigConfigCode } from "../mig-parted/findings.js";

/**
 * What mig-manager does besides, and what is wrong with the config itself (`MigConfigCode`).
 *
 * - `BAD_CONFIG`: the file is refused, or has no config of this name: nothing is touched
 * - `APPLY_FAILS`: GPUs are left as far as mig-parted came
 * - `LEFT_EMPTY`: mig-parted makes nothing, and reports success
 * - `DESTROYS`: instances that go
 * - `IN_USE`: of those, what is in use
 * - `RESETS`: all GPUs of the node are reset
 * - `REBOOTS`: the node is rebooted
 * - `NO_CHANGE`: an empty value starts nothing
 */
export type MigManagerCode =
  | MigConfigCode
  | "BAD_CONFIG"
  | "APPLY_FAILS"
  | "LEFT_EMPTY"
  | "DESTROYS"
  | "IN_USE"
  | "RESETS"
  | "REBOOTS"
  | "NO_CHANGE";

/** Paths lead into the file where the code is mig-parted's, else into the node. */
export type MigManagerFinding = Finding<MigManagerCode>;

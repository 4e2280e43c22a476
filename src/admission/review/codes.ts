/** Every code that an option can speak of: the types say that none is missing. */
import type { MigManagerCode } from "../../mig-manager/index.js";
import type { MigConfigCode } from "../../mig-parted/index.js";
import type { OperatorCode } from "../../operator/index.js";
import type { PodRule } from "../check-pod/index.js";
import type { FileRule } from "./types.js";

const POD: Readonly<Record<PodRule, true>> = {
  UNKNOWN_PROFILE: true,
  BAD_SPELLING: true,
  BAD_QUANTITY: true,
  STRATEGY_MISMATCH: true,
  SEVERAL_MIG_RESOURCES: true,
  SEVERAL_DEVICES: true,
  UNPRIVILEGED_MIG_ENV: true,
  NO_NODE_CAN_HOLD: true,
  INFERRED_PLACEMENTS: true,
  SOME_NODES_LACK_PROFILE: true,
};

const CONFIG: Readonly<Record<MigConfigCode, true>> = {
  IMPOSSIBLE_LAYOUT: true,
  UNKNOWN_PROFILE: true,
  SPELLING: true,
  ZERO_COUNT: true,
  NOTHING_MATCHES: true,
  UNREADABLE_FILTER: true,
  NO_SUCH_DEVICE: true,
  SHADOWED: true,
  REPEATED_KEY: true,
  MIG_MODES: true,
  NO_MIG: true,
  INCOMPLETE_COVER: true,
  LABEL_NAME: true,
  NO_INSTANCES: true,
  SINGLE_STRATEGY: true,
  COMPUTE_INSTANCES: true,
  SOME_MODELS: true,
  UNKNOWN_DEVICE: true,
};

const NODE: Readonly<Record<MigManagerCode, true>> = {
  ...CONFIG,
  BAD_CONFIG: true,
  APPLY_FAILS: true,
  LEFT_EMPTY: true,
  DESTROYS: true,
  IN_USE: true,
  RESETS: true,
  REBOOTS: true,
  NO_CHANGE: true,
};

const OPERATOR: Readonly<Record<OperatorCode, true>> = {
  UNKNOWN_KEY: true,
  UNKNOWN_FIELD: true,
  WRONG_TYPE: true,
  UNSUPPORTED_VALUE: true,
  NO_NAME: true,
  NO_CONFIG_YAML: true,
  NOT_CREATED: true,
  NO_SUCH_DEFAULT: true,
  STATIC_CONFIG: true,
  MANAGER_OFF: true,
  REBOOT: true,
  STRATEGY: true,
  TWO_STACKS: true,
  SET_SYNTAX: true,
  NAMESPACE: true,
  NOT_READ: true,
};

const FILE: Readonly<Record<FileRule, true>> = { ...CONFIG, ...OPERATOR, REFUSED: true };

/** By the option in which they may stand. */
export const CODES = {
  rules: Object.keys(POD),
  nodeRules: Object.keys(NODE),
  fileRules: Object.keys(FILE),
} as const;

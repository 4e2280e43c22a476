/**
 * `migpack/scheduler`: the answers of a kube-scheduler extender (`k8s.io/kube-scheduler/extender/v1`),
 * as functions of what the scheduler sends and of the cluster as it is known.
 *
 * @module migpack/scheduler
 */
export type { ClusterView } from "../cluster/types.js";
export { type ExtenderFilterResult, extenderFilter } from "./filter.js";
export { extenderPrioritize, type HostPriorityList } from "./prioritize.js";
export type { ExtenderOptions } from "./question.js";

import { MigError } from "../../error.js";
import { podTemplatesOf } from "../../kubernetes/pods/index.js";
import { judgePod } from "../check-pod/check-pod.js";
import { notKnown, ruled, unreadable } from "./ruled.js";
import type { Judge } from "./types.js";

/** A Pod, or the template of pods in what makes them. */
export const judgePods: Judge = ({ object, cluster, options }) =>
  podTemplatesOf(object).flatMap(({ pod, path }) => {
    try {
      const { findings, isBlind } = judgePod(pod, cluster);
      const placed = findings.map((finding) => ({ ...finding, path: [...path, ...finding.path] }));
      const blind = "nothing is known of this cluster's GPUs, so that the pod was judged by itself";
      return [...ruled(placed, options.rules), ...(isBlind ? [notKnown(blind, options)] : [])];
    } catch (error) {
      if (error instanceof MigError) return [unreadable(error.message, options)];
      throw error;
    }
  });

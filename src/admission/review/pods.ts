import { MigError, type Path } from "../../error.js";
import { podTemplatesOf } from "../../kubernetes/pods/index.js";
import { type JudgedPod, judgePod } from "../check-pod/check-pod.js";
import { notKnown, ruled, unreadable } from "./ruled.js";
import type { Judge, ReviewOptions, Ruled } from "./types.js";

/** A Pod, or the template of pods in what makes them. */
export const judgePods: Judge = ({ object, cluster, options }) => {
  const judged = podTemplatesOf(object).map(({ pod, path }) => {
    try {
      const found = ruledPod(judgePod(pod, cluster), options);
      return path.length === 0 ? found : found.map((each) => below(each, path));
    } catch (error) {
      if (error instanceof MigError) return [unreadable(error.message, options)];
      throw error;
    }
  });
  const [only, ...others] = judged;
  return only !== undefined && others.length === 0 ? only : judged.flat();
};

/** By the options: the same list for pods that are judged alike, so that it is put into words once. */
const known = new WeakMap<ReviewOptions, WeakMap<JudgedPod, readonly Ruled[]>>();

function ruledPod(judged: JudgedPod, options: ReviewOptions): readonly Ruled[] {
  let lists = known.get(options);
  if (lists === undefined) known.set(options, (lists = new WeakMap()));
  let list = lists.get(judged);
  if (list === undefined) {
    const blind = "nothing is known of this cluster's GPUs, so that the pod was judged by itself";
    list = [...ruled(judged.findings, options.rules), ...(judged.isBlind ? [notKnown(blind, options)] : [])];
    lists.set(judged, list);
  }
  return list;
}

/** As of a pod that stands at the path; what has no place in the pod has none in the whole. */
function below({ finding, action }: Ruled, path: Path): Ruled {
  return { finding: finding.path.length === 0 ? finding : { ...finding, path: [...path, ...finding.path] }, action };
}

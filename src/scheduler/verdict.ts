/** Whether a pod may run on a node, and how well. */
export type Verdict =
  | {
      readonly passes: true;
      /** 1 to `MAX_SCORE`, whole; 0: nothing is asked of the node, or nothing is known of it. */
      readonly score: number;
    }
  | {
      readonly passes: false;
      /** In words, the same for all nodes that fail alike: kube-scheduler counts equal reasons. */
      readonly reason: string;
      /** Whether preempting pods of the node could help. */
      readonly isResolvable: boolean;
    };

/** MaxExtenderPriority (k8s.io/kube-scheduler extender/v1 types.go). */
export const MAX_SCORE = 10;

/** Of nodes of which nothing can be said. */
export const UNJUDGED: Verdict = Object.freeze({ passes: true, score: 0 });

/** A score between `least` and `most` for a share of 0 to 1. */
export function scoreOf(share: number, least: number, most: number): number {
  return least + Math.round((most - least) * Math.min(1, Math.max(0, share)));
}

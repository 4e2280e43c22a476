import type { ClusterView } from "../cluster/types.js";

/** What came of a request, in the words that logs and metrics count by. */
export type Decision =
  /** a review, let in */
  | "allowed"
  /** a review, turned away */
  | "denied"
  /** answered, and nothing was to be decided */
  | "answered"
  /** no request that can be answered: HTTP 4xx */
  | "refused"
  /** a defect of this program: HTTP 500 */
  | "failed"
  /** the client left before it had sent all */
  | "abandoned";

/** An answer, ready to be written. */
export interface Answer {
  /** HTTP. */
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  readonly decision: Decision;
  /** Of the review that was answered. */
  readonly uid?: string;
  /** What a denial carries as its code. */
  readonly code?: number;
}

/** Answers one request that was read, by what is known of the cluster. */
export type Handler = (body: unknown, view: ClusterView) => Answer;

const PLAIN = "text/plain; charset=utf-8";

export function plain(status: number, text: string, decision: Decision = "answered"): Answer {
  return { status, contentType: PLAIN, text: `${text}\n`, decision };
}

/** What the client did wrong, and what would work. */
export function refusal(status: number, text: string): Answer {
  return plain(status, text, "refused");
}

export function json(value: unknown, about: Pick<Answer, "decision" | "uid" | "code">): Answer {
  return { status: 200, contentType: "application/json", text: JSON.stringify(value), ...about };
}

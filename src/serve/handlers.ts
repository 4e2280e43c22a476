import { type ReviewOptions, readReviewOptions, reviewAdmission } from "../admission/index.js";
import { extenderFilter, extenderPrioritize } from "../scheduler/index.js";
import { type Handler, json } from "./handler.js";
import { reviewHandler } from "./review-handler.js";

interface Settings {
  /** As they are in force when a review comes. */
  readonly review: () => ReviewOptions;
  /** Instances are made on demand, so that the extender asks what could be made. */
  readonly dynamic: boolean;
}

/** What is answered at each path, by the rooms that know. */
export function clusterHandlers({ review, dynamic }: Settings): Readonly<Record<string, Handler>> {
  return {
    "/validate": reviewHandler((body, view) => reviewAdmission(body, view, withoutPatches(review()))),
    "/mutate": reviewHandler((body, view) => reviewAdmission(body, view, review())),
    "/filter": (body, view) => json(extenderFilter(body, view, { dynamic }), { decision: "answered" }),
    "/prioritize": (body, view) => json(extenderPrioritize(body, view, { dynamic }), { decision: "answered" }),
  };
}

const validating = new WeakMap<ReviewOptions, ReviewOptions>();

/** The same rules for a validating webhook, of which the API server takes no patches. */
function withoutPatches(options: ReviewOptions): ReviewOptions {
  const known = validating.get(options) ?? readReviewOptions({ ...options, mutate: false });
  validating.set(options, known);
  return known;
}

import { z } from "zod";

/**
 * An object from names to values. The name "__proto__" is refused here, because `z.record` would
 * leave it out in silence, and a count that nobody counts is worse than an error.
 */
export function record<Value extends z.ZodType>(value: Value) {
  return z.preprocess(
    (input, context) => {
      if (typeof input === "object" && input !== null && Object.hasOwn(input, "__proto__")) {
        context.addIssue({ code: "custom", message: '"__proto__" is no profile of any model', path: ["__proto__"] });
      }
      return input;
    },
    z.record(z.string().min(1), value),
  );
}

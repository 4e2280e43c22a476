/** Questions kept for each owner, and characters of each at most. */
const KEPT = 256;
const LONGEST = 2048;
/** The same for an owner that is itself such an answer, so that all of a cluster's stay within tens of megabytes. */
export const KEPT_OF_MANY = 32;

/**
 * A function that keeps its answers for as long as their owner lives: the pods of a cluster ask the
 * same few questions, and an owner that nobody changes has the same answers. Questions are told
 * apart by `keyOf`; one without a key is not kept, and where there are too many all are forgotten.
 */
export function remembered<Owner extends object, Question, Answer>(
  keyOf: (question: Question) => string | null,
  answerOf: (owner: Owner, question: Question) => Answer,
  kept = KEPT,
): (owner: Owner, question: Question) => Answer {
  const owners = new WeakMap<Owner, Map<string, { readonly answer: Answer }>>();
  return (owner, question) => {
    const key = keyOf(question);
    if (key === null || key.length > LONGEST) return answerOf(owner, question);
    let answers = owners.get(owner);
    if (answers === undefined) {
      answers = new Map();
      owners.set(owner, answers);
    }
    const known = answers.get(key);
    if (known !== undefined) return known.answer;
    const answer = answerOf(owner, question);
    if (answers.size >= kept) answers.clear();
    answers.set(key, { answer });
    return answer;
  };
}

/** Questions kept for each owner. */
const KEPT = 64;
/** Characters of a question that is kept. */
const LONGEST = 1024;

/**
 * A function that keeps its answers for as long as their owner lives: the pods of a cluster ask the
 * same few questions, and an owner that nobody changes has the same answers. Questions are told
 * apart by `keyOf`.
 */
export function remembered<Owner extends object, Question, Answer>(
  keyOf: (question: Question) => string,
  answerOf: (owner: Owner, question: Question) => Answer,
): (owner: Owner, question: Question) => Answer {
  const owners = new WeakMap<Owner, Map<string, { readonly answer: Answer }>>();
  return (owner, question) => {
    const key = keyOf(question);
    const answers = owners.get(owner) ?? new Map<string, { readonly answer: Answer }>();
    owners.set(owner, answers);
    const known = answers.get(key);
    if (known !== undefined) return known.answer;
    const answer = answerOf(owner, question);
    if (answers.size >= KEPT) answers.clear();
    if (key.length <= LONGEST) answers.set(key, { answer });
    return answer;
  };
}

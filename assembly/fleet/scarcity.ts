/**
 * Whether room is scarce on the GPUs of a model, so that another table of values is in force: where few of them are left that
 * take one certain profile, what is worth keeping is not what it is elsewhere.
 */

// @ts-expect-error: decorator
@unmanaged
export class Scarcity {
  /** available GPUs that take the profile; means nothing where `atMost` is -1 */
  roomy: i32;
  /** room is scarce where there are no more than so many; -1: never */
  atMost: i32;

  // @ts-expect-error: decorator
  @inline
  get holds(): bool {
    return this.roomy <= this.atMost;
  }
}

export const SCARCITY_BYTES: usize = offsetof<Scarcity>();

/** Counts the GPUs that do not take the profile, so that all are counted alike. */
export const uncounted = changetype<Scarcity>(memory.data(<i32>SCARCITY_BYTES));

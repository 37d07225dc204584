/** What went wrong, as a person reads it. */
export const text = (failure: unknown): string =>
  failure instanceof Error ? failure.message : String(failure)

/** What Google's API answers instead of a resource, as its provider shows it. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
}

const error = 1

/** A failure as Terraform prints it. */
export const diagnosticOf = (cause: unknown) => ({
  severity: error,
  summary: cause instanceof Error ? cause.message : String(cause),
  detail: cause instanceof Refusal || !(cause instanceof Error) ? '' : (cause.stack ?? ''),
})

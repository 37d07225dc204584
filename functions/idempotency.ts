import { derivedId, newId } from '../shared/platform/ids.ts'

/** The same key for the same thing is the same entry; without a key, each request is one of its own. */
export function entryId(
  verb: string,
  subjectId: string,
  { 'idempotency-key': key }: { readonly 'idempotency-key'?: string | undefined },
): string {
  return `${verb}-${key ? derivedId('command', subjectId, key) : newId('command')}`
}

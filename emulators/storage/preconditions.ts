import { invalid, Refusal, unmet } from './refusal.ts'
import type { StoredObject } from './stored.ts'

/** What must be true of the object that is there, as `prefix` names it in the query: `if` or `ifSource`. */
export function demand(
  query: URLSearchParams,
  found: StoredObject | undefined,
  prefix: 'if' | 'ifSource' = 'if',
): void {
  const generation = found?.generation ?? '0'
  const metageneration = found ? String(found.metageneration) : undefined
  const wanted = (name: string) => numberIn(query, `${prefix}${name}`)
  const [isIt, isNot] = [wanted('GenerationMatch'), wanted('GenerationNotMatch')]
  const [isMeta, isNotMeta] = [wanted('MetagenerationMatch'), wanted('MetagenerationNotMatch')]
  if (isIt !== undefined && isIt !== generation) throw unmet()
  if (isMeta !== undefined && isMeta !== metageneration) throw unmet()
  const isSame = isNot === generation || (isNotMeta !== undefined && isNotMeta === metageneration)
  if (isSame) throw new Refusal(304, 'notModified', 'Not Modified')
}

function numberIn(query: URLSearchParams, name: string): string | undefined {
  const text = query.get(name)
  if (text === null) return undefined
  if (/^\d{1,19}$/.test(text)) return BigInt(text).toString()
  throw invalid(`Invalid value for ${name}: ${text}`)
}

import * as z from 'zod'
import { epochMs } from '../../shared/platform/clock.ts'
import type { Bucket } from './disk.ts'
import { invalid, notEmulated } from './refusal.ts'
import { Lifecycle, type StoredObject } from './stored.ts'

type Rule = NonNullable<Lifecycle['rule']>[number]

/** A bucket's rules, as they are kept. What is asked for and not done is refused, never kept for nothing. */
export function lifecycleIn(said: unknown): Lifecycle {
  const read = Lifecycle.safeParse(said)
  if (!read.success) throw invalid(z.prettifyError(read.error))
  for (const { action, condition } of read.data.rule ?? []) {
    const other = Object.keys(condition).find((name) => !conditionNames.has(name))
    if (other) throw notEmulated(`the condition ${other} of a lifecycle`)
    if (Object.keys(condition).length === 0) throw invalid('A rule needs a condition.')
    if (action.type === 'SetStorageClass' && !action.storageClass) {
      throw invalid('SetStorageClass needs a storageClass.')
    }
  }
  return read.data
}

/** Does to a bucket's objects what its rules say by now. Google takes up to a day for it. */
export function applyLifecycle(bucket: Bucket, nowMs: number): void {
  const rules = bucket.record.lifecycle?.rule ?? []
  if (rules.length === 0) return
  for (const object of bucket.objects.values()) {
    const due = rules.filter(({ condition }) => holds(condition, object, nowMs))
    if (due.some(({ action }) => action.type === 'Delete')) bucket.remove(object)
    else for (const { action } of due) reclass(bucket, object, action.storageClass)
  }
}

function reclass(bucket: Bucket, object: StoredObject, storageClass: string | undefined) {
  if (!storageClass || storageClass === (object.storageClass ?? 'STANDARD')) return
  bucket.change({ ...object, storageClass })
}

/** All that a condition names must hold. Only parts of XML uploads, which are not emulated, are ever aborted. */
function holds(condition: Rule['condition'], object: StoredObject, nowMs: number): boolean {
  const { age, createdBefore, customTimeBefore, daysSinceCustomTime } = condition
  const { matchesPrefix, matchesSuffix, matchesStorageClass } = condition
  const daysSince = (at: string) => (nowMs - epochMs(at)) / dayMs
  const { name, timeCreated, customTime, storageClass = 'STANDARD' } = object
  return (
    (age === undefined || daysSince(timeCreated) >= age) &&
    (createdBefore === undefined || epochMs(timeCreated) < epochMs(createdBefore)) &&
    (customTimeBefore === undefined ||
      (customTime !== undefined && epochMs(customTime) < epochMs(customTimeBefore))) &&
    (daysSinceCustomTime === undefined ||
      (customTime !== undefined && daysSince(customTime) >= daysSinceCustomTime)) &&
    (matchesPrefix?.some((prefix) => name.startsWith(prefix)) ?? true) &&
    (matchesSuffix?.some((suffix) => name.endsWith(suffix)) ?? true) &&
    (matchesStorageClass?.includes(storageClass) ?? true)
  )
}

const conditionNames = new Set([
  'age',
  'createdBefore',
  'customTimeBefore',
  'daysSinceCustomTime',
  'matchesPrefix',
  'matchesSuffix',
  'matchesStorageClass',
])
const dayMs = 86_400_000

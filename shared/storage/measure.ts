import type { Tx } from '../firestore/transact.ts'
import { type Instant, instant } from '../platform/clock.ts'
import { Fault } from '../platform/faults.ts'
import { limits } from '../platform/limits.ts'
import { type Day, dayOf } from './days.ts'
import { findStorage } from './find.ts'
import { type Measurement, type StorageResource, storageResources } from './resource.ts'

/** Takes a size down. Told twice or late it is the same: of each day, the last measured counts. */
export async function measure(
  tx: Tx,
  id: string,
  given: Measurement,
  now: Instant,
): Promise<StorageResource> {
  const resource = await findStorage(tx, id)
  // As all instants are written, so that they sort as text.
  const measurement = { ...given, at: instant(Date.parse(given.at)) }
  refuseOutside(resource, measurement.at, now)
  const after = withoutPast({
    ...resource,
    measurements: merged(resource.measurements, measurement),
  })
  tx.update(storageResources, id, after)
  return after
}

/** The size that a day costs: the last one measured before it ended. */
export const sizeOn = ({ measurements }: StorageResource, day: Day): number =>
  measurements.findLast(({ at }) => dayOf(at) <= day)?.size_bytes ?? 0

/** Without what no day to come is charged by. */
export function withoutPast(resource: StorageResource): StorageResource {
  const { measurements, charged_through: chargedThrough } = resource
  const inForce = measurements.findLastIndex(({ at }) => dayOf(at) <= chargedThrough)
  const needed = measurements.slice(Math.max(inForce, 0))
  return { ...resource, measurements: needed.slice(-limits.storageMeasurementsMax) }
}

function merged(before: readonly Measurement[], added: Measurement): Measurement[] {
  const isSameDay = ({ at }: Measurement) => dayOf(at) === dayOf(added.at)
  if (before.some((known) => isSameDay(known) && known.at > added.at)) return [...before]
  return [...before.filter((known) => !isSameDay(known)), added].toSorted((one, other) =>
    one.at < other.at ? -1 : 1,
  )
}

function refuseOutside(resource: StorageResource, at: Instant, now: Instant) {
  const { created_at: from, deleted_at: until } = resource
  if (at >= from && at <= (until ?? now)) return
  const message = until
    ? `between its creation at ${from} and its end at ${until}`
    : `between its creation at ${from} and now, ${now}`
  throw new Fault('invalid_request', `body.at: ${message}`, {
    flaws: [{ location: 'body.at', message }],
  })
}

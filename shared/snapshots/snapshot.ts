import * as z from 'zod'
import { Snapshot as OnTheWire } from '../contract/snapshots.ts'
import { collection } from '../firestore/collection.ts'
import { Fault } from '../platform/faults.ts'

/** The files of a session as they were at one moment, for as long as they are wanted. */
export const Snapshot = OnTheWire.extend({
  account_id: z.string(),
  archive_id: z.string().nullable(),
  /** Set where the request carried an idempotency key. */
  request_hash: z.string().nullable(),
})
export type Snapshot = z.output<typeof Snapshot>

export const snapshots = collection('snapshots', Snapshot)

export const notReady = ({ id, status, why }: Snapshot) =>
  new Fault('snapshot_not_ready', `snapshot ${id} is ${status}${why ? `: ${why}` : ''}`)

export const viewSnapshot = ({
  account_id: _,
  archive_id: __,
  request_hash: ___,
  ...shown
}: Snapshot): z.output<typeof OnTheWire> => shown

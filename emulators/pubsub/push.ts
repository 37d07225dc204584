import { setTimeout as pause } from 'node:timers/promises'
import { Envelope } from './envelope.ts'
import type { PushFaults } from './faults.ts'
import type { Line } from './provision.ts'

/** Hands a push to a worker and resolves to the HTTP status that it answered. */
export type Deliver = (worker: string, envelope: Envelope, headers: PushHeaders) => Promise<number>
export type PushHeaders = Readonly<Record<'authorization' | 'content-type', string>>

/** What became of a subscription's pushes so far. */
export interface PushCounts {
  readonly received: number
  readonly filtered: number
  readonly delivered: number
  /** Those that the worker took: any 2xx. */
  readonly acknowledged: number
}

interface Way {
  readonly deliver: Deliver
  readonly faults: PushFaults
  readonly token: () => string
}

/** One subscription's way from the emulator to its worker. */
export function pushesTo(name: string, line: Line, { deliver, faults, token }: Way) {
  const counts = { received: 0, filtered: 0, delivered: 0, acknowledged: 0 }
  const attempts = new Map<string, number>()

  const hand = (envelope: Envelope) => {
    counts.delivered += 1
    return deliver(line.worker, envelope, {
      authorization: `Bearer ${token()}`,
      'content-type': 'application/json',
    }).catch(() => 500)
  }

  const attempt = async (envelope: Envelope): Promise<number | 'dropped'> => {
    const fault = faults.take(name)
    switch (fault?.kind) {
      case 'drop':
        return 'dropped'
      case 'answer':
        return fault.status
      case 'duplicate':
        return Math.max(...(await Promise.all([hand(envelope), hand(envelope)])))
      case 'delay':
        await pause(fault.ms)
    }
    return hand(envelope)
  }

  return {
    counts,
    /** What to answer the emulator, which takes any 2xx for an acknowledgement. */
    async receive(body: string): Promise<number | 'dropped'> {
      const envelope = Envelope.parse(JSON.parse(body))
      counts.received += 1
      if (!matches(line.filter, envelope.message.attributes)) {
        counts.filtered += 1
        return noContent
      }
      const id = envelope.message.messageId
      const deliveryAttempt = (attempts.get(id) ?? 0) + 1
      attempts.set(id, deliveryAttempt)
      const status = await attempt({ ...envelope, deliveryAttempt })
      if (isAcknowledged(status)) counts.acknowledged += 1
      const isOver = isAcknowledged(status) || deliveryAttempt >= line.deliveriesMax
      if (isOver) attempts.delete(id)
      return status
    },
  }
}

const noContent = 204
const isAcknowledged = (status: number | 'dropped') =>
  status !== 'dropped' && status >= 200 && status < 300

const matches = (filter: Line['filter'], attributes: Readonly<Record<string, string>>) =>
  Object.entries(filter).every(([attribute, value]) => attributes[attribute] === value)

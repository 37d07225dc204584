import * as z from 'zod'
import type { Time } from '../../../emulators/scheduler/time.ts'
import { consume } from '../../../functions/consume.ts'
import { workers } from '../../../functions/index.ts'
import {
  type Subscription,
  subscriptions,
  type WorkerName,
} from '../../../shared/contract/topics.ts'
import type { OutboxLine } from '../../../shared/outbox/line.ts'
import type { Plane } from '../../../shared/plane.ts'
import { plusSeconds } from '../../../shared/platform/clock.ts'

/** What happens to one message on its way: a delivery after each of these seconds; none, and it is lost. */
export type Fate = () => readonly number[]

/** Pub/Sub's side of a subscription: pushes until it is taken, then gives up to the dead letters. */
export class Post {
  readonly #time: Time
  readonly #host: () => Plane
  readonly #fate: Fate
  #count = 0

  /** `host` is whatever process a push happens to reach. */
  constructor(time: Time, host: () => Plane, fate: Fate) {
    this.#time = time
    this.#host = host
    this.#fate = fate
  }

  publish({ topic, command }: OutboxLine) {
    const attributes: Readonly<Record<string, string>> = { ...command }
    const data = Buffer.from(JSON.stringify(command)).toString('base64')
    const message = { messageId: `${this.#count++}`, data }
    for (const subscription of Object.values<Subscription>(subscriptions)) {
      const { filter } = subscription
      const isMeant = Object.entries(filter).every(([name, value]) => attributes[name] === value)
      if (subscription.topic !== topic || !isMeant) continue
      for (const seconds of this.#fate()) this.#soon(seconds, subscription, message, 1)
    }
  }

  #soon(seconds: number, subscription: Subscription, message: Message, attempt: number) {
    this.#time.at(plusSeconds(this.#time.now(), seconds), () =>
      this.#push(subscription, message, attempt),
    )
  }

  /** One that is not answered for is pushed again once the deadline is over. */
  async #push(subscription: Subscription, message: Message, attempt: number) {
    const { ackDeadlineSeconds, deliveriesMax, backoffSecondsMin, backoffSecondsMax } = subscription
    const again = (seconds: number) => {
      if (attempt < deliveriesMax) this.#soon(seconds, subscription, message, attempt + 1)
      else if (subscription.topic === 'session-commands') this.#soon(0, deadLetters, message, 1)
    }
    const deadline = plusSeconds(this.#time.now(), ackDeadlineSeconds)
    const forget = this.#time.at(deadline, () => again(backoffSecondsMin))
    const worker = workers[WorkerNamed.parse(subscription.worker)]
    const status = await consume(worker, { message }, this.#host())
    forget()
    if (status !== 204 && this.#time.now() < deadline) {
      again(Math.min(backoffSecondsMin * 2 ** (attempt - 1), backoffSecondsMax))
    }
  }
}

interface Message {
  readonly messageId: string
  readonly data: string
}

const deadLetters: Subscription = subscriptions['session-commands-dead-letters']
const WorkerNamed = z.custom<WorkerName>(
  (name) => typeof name === 'string' && Object.hasOwn(workers, name),
)

import { plusSeconds } from '../../../shared/platform/clock.ts'
import type { Time } from '../../scheduler/time.ts'

/** Settles after so many seconds of the cluster's time, or as soon as the pod is to end. */
export interface Wait {
  (seconds: number): Promise<void>
  until(seconds: number): string
}

/** Whatever waits in a pod, woken together when there is nothing to wait for any more. */
export class Waits {
  readonly #wakes = new Set<() => void>()
  readonly wait: Wait

  constructor(time: Time, isOver: () => boolean) {
    const until = (seconds: number) => plusSeconds(time.now(), seconds)
    const wait = (seconds: number) =>
      new Promise<void>((resolve) => {
        if (isOver()) return resolve()
        const wake = () => {
          cancel()
          this.#wakes.delete(wake)
          resolve()
        }
        const cancel = time.at(until(seconds), wake)
        this.#wakes.add(wake)
      })
    this.wait = Object.assign(wait, { until })
  }

  wake(): void {
    for (const wake of [...this.#wakes]) wake()
  }
}

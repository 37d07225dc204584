import type { Plane } from '../../shared/plane.ts'
import { plusSeconds } from '../../shared/platform/clock.ts'
import { invariant } from '../../shared/platform/faults.ts'
import type { EmulatedCloud } from '../kit/emulated/cloud.ts'
import { skewMsMax } from '../kit/emulated/verdict.ts'
import type { Chance } from './chance.ts'
import { type Trouble, troubled } from './trouble.ts'

/** A living process of the control plane. */
export interface Host {
  readonly plane: Plane
  readonly died: Promise<void>
}

export interface Surroundings {
  readonly cloud: EmulatedCloud
  readonly chance: Chance
  weather(): Trouble
  /** What a test breaks of a process on purpose. */
  sabotage(plane: Plane): Plane
}

/** As many processes as a small deployment has; one that died is replaced when it is missed. */
export class Hosts {
  readonly #surroundings: Surroundings
  #living: readonly Host[] = []

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings
  }

  reach = (): Host => {
    while (this.#living.length < hostsCount) this.#begin()
    const [first, ...others] = this.#living
    invariant(first, 'a process lives')
    return this.#surroundings.chance.pick([first, ...others])
  }

  /** Every process ends where it stands. */
  replaceAll() {
    this.#living = []
  }

  #begin() {
    const { cloud, chance, weather, sabotage } = this.#surroundings
    let die = () => {}
    const died = new Promise<void>((resolve) => {
      die = resolve
    })
    const outside = troubled(chance, weather, {
      sleep: (ms) => sleepIn(cloud, ms),
      died: () => {
        this.#living = this.#living.filter((host) => host.died !== died)
        die()
      },
    })
    const dispatch = chance.pick(['direct', 'pubsub'])
    const plane = sabotage(cloud.process({ outside, dispatch, skewMs: skewed(chance, weather) }))
    this.#living = [...this.#living, { plane, died }]
  }
}

export const sleepIn = ({ time }: EmulatedCloud, ms: number) =>
  new Promise<void>((resolve) => {
    time.at(plusSeconds(time.now(), ms / 1_000), () => resolve())
  })

/** A clock that is off by some, and is stepped now and then. */
function skewed(chance: Chance, weather: () => Trouble): () => number {
  const some = () => Math.round(chance.between(-skewMsMax / 2, skewMsMax / 2))
  let skewMs = some()
  return () => {
    if (chance.happens(weather().clockStep)) skewMs = some()
    return skewMs
  }
}

const hostsCount = 3

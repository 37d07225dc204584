import { Fault } from '../../shared/platform/faults.ts'
import { grpcError } from '../kit/emulated/documents.ts'
import type { Outside } from '../kit/emulated/outside.ts'
import type { Chance } from './chance.ts'

/** How often what goes wrong, per step outside or per message. */
export interface Trouble {
  /** The process ends at a step, before or after it took effect. */
  readonly crash: number
  /** A step is refused, or its answer is lost. */
  readonly failure: number
  /** A step takes a while: up to seconds, and a backend or a bucket up to two minutes. */
  readonly slowness: number
  /** A box ends by itself, in each hour. */
  readonly loss: number
  readonly duplicate: number
  readonly delay: number
  readonly drop: number
  /** What arrives in the bucket is half of what was sent, and nobody is told. */
  readonly cut: number
  /** Each time a clock is read. */
  readonly clockStep: number
}

export const ordinary: Trouble = {
  crash: 0.002,
  failure: 0.01,
  slowness: 0.1,
  loss: 0.02,
  duplicate: 0.1,
  delay: 0.2,
  drop: 0.05,
  cut: 0.02,
  clockStep: 0.001,
}

/** All goes well, as it does at the end, so that whatever is left over then is so for good. */
export const none: Trouble = {
  crash: 0,
  failure: 0,
  slowness: 0,
  loss: 0,
  duplicate: 0,
  delay: 0,
  drop: 0,
  cut: 0,
  clockStep: 0,
}

/** A process in a bad world. It says when it is dead; then nothing it does has an effect any more. */
export function troubled(
  chance: Chance,
  weather: () => Trouble,
  { sleep, died }: { sleep(ms: number): Promise<void>; died(): void },
): Outside {
  let isDead = false
  const die = () => {
    if (!isDead) died()
    isDead = true
    return never()
  }
  return async (what, effect) => {
    if (isDead) return never()
    const trouble = weather()
    const place = placeOf(what)
    const isFar = place !== 'database'
    if (chance.happens(trouble.slowness)) await sleep(chance.between(1, isFar ? 20_000 : 2_000))
    else if (isFar && chance.happens(trouble.slowness / 10)) {
      await sleep(chance.between(1_000, 120_000))
    }
    if (isDead || chance.happens(trouble.crash / 2)) return die()
    if (chance.happens(trouble.failure / 2)) throw failed[place]()
    const result = effect()
    if (chance.happens(trouble.slowness)) await sleep(chance.between(1, 2_000))
    if (isDead || chance.happens(trouble.crash / 2)) return die()
    if (chance.happens(trouble.failure / 2)) throw failed[place]()
    return result
  }
}

/** By the first word of a step outside. All others are Firestore's and Pub/Sub's. */
function placeOf(what: string): keyof typeof failed {
  const [verb = ''] = what.split(' ', 1)
  if (/^(start|stop|end|halt|observe|list|renew|stat|run|capture|thaw|restore)$/.test(verb))
    return 'backend'
  return /^(receive|keep|verify|open|remove)$/.test(verb) ? 'bucket' : 'database'
}

/** As each says that it cannot now; it may have happened nonetheless. */
const failed = {
  backend: () => new Fault('provider_unavailable', 'not now'),
  bucket: () => new Fault('archive_unavailable', 'not now'),
  database: () => grpcError(14, 'UNAVAILABLE'),
}

/** One for each that waits: a shared one would keep them all in memory. */
const never = () => new Promise<never>(() => undefined)

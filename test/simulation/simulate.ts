import type { Plane } from '../../shared/plane.ts'
import { plusSeconds } from '../../shared/platform/clock.ts'
import { callerIn, newAccountIn } from '../kit/emulated/account.ts'
import { EmulatedCloud } from '../kit/emulated/cloud.ts'
import { judge, type Verdict } from '../kit/emulated/verdict.ts'
import { Chance } from './chance.ts'
import { Hosts, sleepIn } from './hosts.ts'
import { underSpell } from './spell.ts'
import { none, ordinary, type Trouble } from './trouble.ts'
import { visit } from './visit.ts'

export interface Simulation {
  readonly seed: number
  readonly sessions: number
  /** How long the bad world lasts; in its first half the sessions begin. */
  readonly hours?: number
  readonly trouble?: Trouble
  /** Breaks something on purpose, to see that it is noticed. */
  sabotage?(plane: Plane): Plane
  sabotageCloud?(cloud: EmulatedCloud): void
}

/** Days of sessions in a bad world, then hours of a good one, then the verdict. The seed decides it all. */
export async function simulate(simulation: Simulation): Promise<Verdict> {
  const { seed, sessions, trouble = ordinary, hours = 48 } = simulation
  const chance = new Chance(seed)
  let weather = trouble
  const cloud: EmulatedCloud = new EmulatedCloud({
    host: () => hosts.reach().plane,
    fate: () => fate(chance, weather),
  })
  const sabotage = simulation.sabotage ?? ((plane: Plane) => plane)
  const hosts = new Hosts({ cloud, chance, weather: () => weather, sabotage })
  cloud.bucket.cuts = () => chance.happens(weather.cut)
  simulation.sabotageCloud?.(cloud)

  return underSpell(cloud.time, chance, async () => {
    const calm = cloud.process()
    for (let n = 0; n < accountsCount; n++) {
      await newAccountIn(
        calm,
        `account${n}`,
        Math.round(1_000_000 * (n === poor ? 0.05 : chance.between(5, 50))),
      )
    }
    const client = { chance, reach: hosts.reach, sleep: (ms: number) => sleepIn(cloud, ms) }
    for (let n = 0; n < sessions; n++) {
      const owner = chance.happens(0.1) ? poor : chance.whole(1, accountsCount - 1)
      const accountId = `account${owner}`
      const caller = callerIn(accountId)
      const at = plusSeconds(cloud.time.now(), Math.floor(chance.between(0, hours * 1_800)))
      cloud.time.at(at, () => visit(client, caller, `visit ${n}`))
    }
    const schedules = cloud.runSchedules()
    for (let hour = 0; hour < hours; hour++) {
      loseSome(cloud, chance, trouble)
      await cloud.advance({ minutes: 60 })
    }
    weather = none
    hosts.replaceAll()
    await cloud.advance({ minutes: restMinutes })
    schedules.stop()
    return judge(calm, cloud)
  })
}

const accountsCount = 5
/** One that soon has no credits. */
const poor = 0
/** Longer than a lease, a deadline of every kind, and a few rounds of `recover`. What may run on, runs on. */
const restMinutes = 120

/** Of the boxes there are, some will not see the end of the hour. */
function loseSome({ boxes, time }: EmulatedCloud, chance: Chance, { loss }: Trouble) {
  for (const id of boxes.ids()) {
    if (!chance.happens(loss)) continue
    const cause = chance.pick(['oom', 'lost'])
    const at = plusSeconds(time.now(), Math.floor(chance.between(0, 3_600)))
    time.at(at, () => boxes.lose(id, cause))
  }
}

/** Seconds after which each delivery of a message arrives. */
function fate(chance: Chance, { duplicate, delay, drop }: Trouble): readonly number[] {
  if (chance.happens(drop)) return []
  const late = () => (chance.happens(delay) ? chance.between(0, 600) : chance.between(0, 0.2))
  return chance.happens(duplicate) ? [late(), late()] : [late()]
}

import { setTimeout as sleep } from 'node:timers/promises'
import { Fault } from '../../platform/faults.ts'
import { BoxEnded, BoxRefused, type BoxSpec, type Started } from '../provider.ts'
import { adopt } from './adopt.ts'
import { findAll } from './find.ts'
import { parentOf, regionOf, serviceId, serviceName, turnOf } from './names.ts'
import type { CloudRunOptions } from './options.ts'
import { order } from './order.ts'
import { remove } from './remove.ts'
import { Refused, type Seen } from './services.ts'
import { stop } from './stop.ts'

/** One box, however often it is asked for: whoever finds it under way takes it further. */
export async function start(options: CloudRunOptions, spec: BoxSpec): Promise<Started> {
  const askedAtMs = performance.now()
  // Its service has another name, which none can change.
  if (spec.warm) await stop(options, spec.warm.boxId, 0, {})
  const box = await settled(
    options,
    spec,
    (await ours(options, spec)) ?? (await made(options, spec)),
  )
  await admit(options, box)
  const passedSeconds = (performance.now() - askedAtMs) / 1_000
  const { startedAt } = await adopt(options, box, {
    ...spec,
    leaseSeconds: Math.max(0.001, spec.leaseSeconds - passedSeconds),
  })
  const { url, gpu } = box
  return {
    startedAt,
    details: {
      service_name: serviceId(spec.sessionId),
      region: regionOf(box),
      service_url: url,
      ...(gpu ? { gpu } : {}),
    },
  }
}

/** The box of this turn, if it is there. Those of earlier turns give way. */
async function ours(options: CloudRunOptions, spec: BoxSpec): Promise<Seen | undefined> {
  const { turn = 0 } = spec
  const found = await findAll(options, spec.sessionId)
  if (found.some((box) => turnOf(box) > turn)) {
    throw new Fault('provider_unavailable', 'a later box of the session is there already')
  }
  const [first, ...others] = found.filter((box) => turnOf(box) === turn)
  const before = found.filter((box) => turnOf(box) < turn)
  for (const box of [...before, ...others]) await remove(options, box)
  return first
}

/** In the first region that takes it. */
async function made(options: CloudRunOptions, spec: BoxSpec): Promise<Seen> {
  const services = await options.services()
  const service = order(options, spec)
  const refusals: { region: string; cause: Refused }[] = []
  for (const region of options.regions) {
    try {
      await services.create(parentOf(options, region), serviceId(spec.sessionId), service)
    } catch (cause) {
      if (!(cause instanceof Refused)) throw cause
      refusals.push({ region, cause })
      continue
    }
    const box = await services.get(serviceName(options, region, spec.sessionId))
    // Two starts at once may have gone to two regions: all agree on the first of them.
    if (box && turnOf(box) === (spec.turn ?? 0)) return (await ours(options, spec)) ?? box
    throw new Fault('provider_unavailable', 'another start of the session is under way')
  }
  const why = refusals.map(({ region, cause }) => `${region}: ${cause.message}`).join('; ')
  const isPassing = refusals.some(({ cause }) => cause.isPassing)
  throw new BoxRefused(`Cloud Run does not take it: ${why}`, { isPassing })
}

/** The service once it serves. What the operation says does not matter, and one that never ends holds up nobody. */
async function settled(options: CloudRunOptions, spec: BoxSpec, begun: Seen): Promise<Seen> {
  const services = await options.services()
  const late = performance.now() + settleMsMax
  let box: Seen | undefined = begun
  while (box?.state === 'settling' && performance.now() < late) {
    await sleep(lookMs)
    box = await services.get(begun.name)
  }
  if (!box) throw new BoxEnded('the service was deleted while it started')
  if (box.state === 'ready') return box
  if (box.state === 'failed') {
    await remove(options, box)
    throw new BoxRefused(box.message || 'the service did not come to run')
  }
  throw new Fault('provider_unavailable', `${serviceId(spec.sessionId)} is not ready yet`)
}

/** Those of ours who speak to agents may call it. Said at each start, since one that was cut may not have come so far. */
async function admit({ services, callers }: CloudRunOptions, { name }: Seen): Promise<void> {
  if (callers.length > 0) await (await services()).allow(name, callers)
}

const settleMsMax = 90_000
const lookMs = 250

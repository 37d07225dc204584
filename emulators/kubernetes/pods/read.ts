import type { Exchange } from '../exchange.ts'
import { get } from '../objects/get.ts'
import { badRequest, noSuch, Refusal } from '../refusal.ts'
import { type Asked, isTrue } from '../request.ts'
import type { Life } from './life.ts'
import type { Machine } from './machine.ts'
import { podOf } from './spec.ts'

/** The container that is meant, where it is at all. */
export function lifeOf(
  { cluster, machine }: Pick<Exchange, 'cluster' | 'machine'>,
  { kind, namespace, name }: Asked,
  container: string | null,
): Life {
  const { metadata, spec } = podOf(get(cluster, { kind, namespace }, name))
  const names = [...spec.initContainers, ...spec.containers].map((one) => one.name)
  const meant = container || (spec.containers.length === 1 ? spec.containers[0]?.name : undefined)
  if (meant === undefined) {
    throw badRequest(
      `a container name must be specified for pod ${name}, choose one of: [${names.join(' ')}]`,
    )
  }
  if (!names.includes(meant)) {
    throw badRequest(`container ${meant} is not valid for pod ${name}`)
  }
  const life = runOf(machine, metadata.uid, kind, name).life(meant)
  if (life) return life
  throw badRequest(`container "${meant}" in pod "${name}" is waiting to start: ContainerCreating`)
}

export function runOf(
  machine: Machine | undefined,
  uid: string,
  kind: Asked['kind'],
  name: string,
) {
  if (!machine) throw new Refusal(503, 'ServiceUnavailable', 'this cluster has no machine for pods')
  const run = machine.run(uid)
  if (!run) throw noSuch(kind, name)
  return run
}

export function logOf(exchange: Exchange): Response {
  const { searchParams: query } = new URL(exchange.context.req.url)
  const { log, phase } = lifeOf(exchange, exchange.asked, query.get('container'))
  if (
    'waiting' in phase &&
    !isTrue(query.get('previous')) &&
    phase.waiting.reason !== 'CrashLoopBackOff'
  ) {
    throw badRequest(
      `container "${query.get('container') ?? ''}" in pod "${exchange.asked.name}" is waiting to start: ${phase.waiting.reason}`,
    )
  }
  const seconds = query.get('sinceSeconds')
  const { time } = exchange.cluster
  const since = seconds
    ? new Date(Date.parse(time.now()) - Number(seconds) * 1_000).toISOString()
    : (query.get('sinceTime') ?? undefined)
  const body = log.stream({
    isFollowed: isTrue(query.get('follow')),
    isPrevious: isTrue(query.get('previous')),
    tailLines: number(query.get('tailLines')),
    limitBytes: number(query.get('limitBytes')),
    since,
    hasTimestamps: isTrue(query.get('timestamps')),
  })
  return new Response(body, { headers: { 'content-type': 'text/plain' } })
}

const number = (text: string | null) => (text === null ? undefined : Number(text))

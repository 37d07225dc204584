import { plusSeconds } from '../../../shared/platform/clock.ts'
import type { Time } from '../../scheduler/time.ts'
import type { Container, Probe } from './spec.ts'

interface Health {
  readonly time: Time
  /** Whether the container is well, asked once. */
  ask(probe: Probe): Promise<boolean>
  ready(isReady: boolean): void
  /** It is to end, and to begin again if its pod says so. */
  ill(which: 'Liveness' | 'Startup'): void
}

/** Asks a container of its health while it runs, until what this returns is called. Until it has started nothing else is asked. */
export function watchHealth(
  { startupProbe, readinessProbe, livenessProbe }: Container,
  health: Health,
): () => void {
  const stops: (() => void)[] = []
  const started = () => {
    if (readinessProbe) stops.push(repeated(readinessProbe, health, health.ready))
    else health.ready(true)
    const live = (isWell: boolean) => isWell || health.ill('Liveness')
    if (livenessProbe) stops.push(repeated(livenessProbe, health, live))
  }
  if (!startupProbe) started()
  else {
    const stop = repeated(startupProbe, health, (isWell) => {
      stop()
      if (isWell) started()
      else health.ill('Startup')
    })
    stops.push(stop)
  }
  return () => {
    for (const stop of stops) stop()
  }
}

/** Tells when as many answers in a row as the probe wants say otherwise than before. */
function repeated(
  probe: Probe,
  { time, ask }: Pick<Health, 'time' | 'ask'>,
  changed: (isWell: boolean) => unknown,
): () => void {
  const row = { isWell: false, length: 0 }
  let said: boolean | undefined
  let isOver = false
  const look = async () => {
    const isWell = await ask(probe)
    if (isOver) return
    row.length = row.isWell === isWell ? row.length + 1 : 1
    row.isWell = isWell
    const enough = isWell ? probe.successThreshold : probe.failureThreshold
    if (row.length >= enough && said !== isWell) {
      said = isWell
      changed(isWell)
    }
    if (!isOver) cancel = time.at(plusSeconds(time.now(), probe.periodSeconds), look)
  }
  let cancel = time.at(plusSeconds(time.now(), probe.initialDelaySeconds), look)
  return () => {
    isOver = true
    cancel()
  }
}

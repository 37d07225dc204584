import type { ContainerInspectInfo } from 'dockerode'
import type { Places } from '../local/places.ts'
import { ifThere } from './daemon.ts'
import type { Here } from './options.ts'

/** Taken by whoever makes it first: the daemon refuses a second of the name. */
export const containerName = ({ owner }: Here, { sessionId }: Places): string =>
  `onmemos-${owner}-${sessionId}`

export const containerOf = (here: Here, places: Places) =>
  here.docker.getContainer(containerName(here, places))

/** What the daemon knows of a box's container; nothing where it has none. */
export const lookAt = (here: Here, places: Places): Promise<ContainerInspectInfo | undefined> =>
  ifThere(containerOf(here, places).inspect())

export const labels = {
  owner: 'onmemos.owner',
  session: 'onmemos.session',
  account: 'onmemos.account',
  turn: 'onmemos.turn',
} as const

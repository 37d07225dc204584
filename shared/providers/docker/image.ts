import type Docker from 'dockerode'
import * as z from 'zod'
import { Fault } from '../../platform/faults.ts'
import type { Tell } from '../provider.ts'
import { asked, ifThere, statusOf } from './daemon.ts'
import type { Here } from './options.ts'
import { followed } from './progress.ts'

export interface Image {
  readonly name: string
  readonly id: string
  /** What it sets for every process, such as where its programs are. */
  readonly env: Readonly<Record<string, string>>
}

/** A template's image, pulled where the daemon does not have it yet. One that is nowhere is `unsupported`. */
export async function imageFor(
  here: Here,
  template: keyof Here['images'],
  tell: Tell,
): Promise<Image> {
  const name = here.images[template]
  const image = here.docker.getImage(name)
  if (!(await ifThere(image.inspect()))) await pull(here, name, tell)
  const { Id: id, Config } = await asked(image.inspect())
  const env = (Config.Env ?? []).map((line) => {
    const [key = '', ...value] = line.split('=')
    return [key, value.join('=')] as const
  })
  return { name, id, env: Object.fromEntries(env) }
}

async function pull({ docker, log }: Here, name: string, tell: Tell): Promise<void> {
  const say = (percent: number) => {
    log.info('pulling an image', { image: name, percent })
    tell('pulling', { image: name, percent })
  }
  try {
    say(0)
    await followed(docker, await docker.pull(name), progress(say))
    say(100)
  } catch (cause) {
    throw refused(name, cause)
  }
}

function refused(name: string, cause: unknown): Fault {
  const said = cause instanceof Error ? cause.message : String(cause)
  const isNowhere =
    statusOf(cause) === 404 || /manifest unknown|not found|pull access denied/i.test(said)
  return isNowhere
    ? new Fault('unsupported', `there is no image ${name} to run: ${said}`, { cause })
    : new Fault('provider_unavailable', `image ${name} could not be pulled: ${said}`, { cause })
}

/** Tells each tenth between the first and the last of what is known of an image's layers, once. */
function progress(tell: (percent: number) => void): (event: unknown) => void {
  const layers = new Map<string, { current: number; total: number }>()
  let told = 0
  return (event) => {
    const read = Progress.safeParse(event)
    if (!read.success) return
    layers.set(read.data.id, read.data.progressDetail)
    const sum = (of: 'current' | 'total') => [...layers.values()].reduce((n, it) => n + it[of], 0)
    const percent = Math.floor((sum('current') / sum('total')) * 10) * 10
    if (percent > told && percent < 100) tell(percent)
    told = Math.max(told, percent)
  }
}

const Progress = z.object({
  id: z.string(),
  status: z.literal('Downloading'),
  progressDetail: z.object({ current: z.number(), total: z.number().positive() }),
})

/** Which shell its users are given. */
export const shellIn = async (container: Docker.Container): Promise<string> =>
  (await ifThere(container.infoArchive({ path: '/bin/bash' }))) ? '/bin/bash' : '/bin/sh'

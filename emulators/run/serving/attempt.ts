import { readFileSync } from 'node:fs'
import type { TaskTemplate } from '../template.ts'
import type { Images } from './images.ts'
import { envOf } from './instance.ts'
import { newSandbox } from './sandbox.ts'

/** How an attempt of a task ended. */
export interface Outcome {
  /** The program's; above 128 where a signal ended it. Null where it never ran. */
  readonly exitCode: number | null
  /** Why it failed; empty where it did not. */
  readonly fault: string
  /** The end of what it printed. */
  readonly said: string
}

export interface Attempted {
  readonly directory: string
  readonly images: Images
  readonly template: TaskTemplate
  readonly env: Readonly<Record<string, string>>
  /** Ends it before it ends by itself: SIGTERM, and ten seconds later for good. */
  readonly cancelled: AbortSignal
}

/** Runs a task's container once, to its end or that of its time. */
export async function attemptTask(attempted: Attempted): Promise<Outcome> {
  const { directory, images, template, env, cancelled } = attempted
  const { containers, volumes = [], timeout = '600s' } = template
  const [container] = containers
  const program = container && images[container.image]
  if (!container || !program) {
    return { exitCode: null, fault: `Image '${container?.image}' not found.`, said: '' }
  }
  const sandbox = await newSandbox(directory, {
    program,
    container,
    volumes,
    port: null,
    env: { ...envOf(container), ...env },
  })
  let fault = ''
  const end = (why: string, graceMs: number) => {
    fault = why
    void sandbox.stop(graceMs)
  }
  const seconds = Number.parseFloat(timeout)
  const late = setTimeout(
    () =>
      end(`Terminating task because it has reached the maximum timeout of ${seconds} seconds.`, 0),
    seconds * 1_000,
  )
  const cancel = () => end('The task was cancelled.', 10_000)
  cancelled.addEventListener('abort', cancel)
  if (cancelled.aborted) cancel()
  const exitCode = await sandbox.exited
  clearTimeout(late)
  cancelled.removeEventListener('abort', cancel)
  const said = endOf(sandbox.log)
  await sandbox.stop(0)
  return { exitCode, said, fault: fault || faultOf(exitCode) }
}

const faultOf = (exitCode: number) =>
  exitCode === 0 ? '' : `The container exited with exit code ${exitCode}.`

function endOf(log: string): string {
  try {
    return readFileSync(log, 'utf8').slice(-500).trim()
  } catch {
    // It was stopped from outside, and its files went with it.
    return ''
  }
}

import * as z from 'zod'
import { asked } from './daemon.ts'
import type { Here } from './options.ts'

/** Whether boxes have a kernel of their own instead of this machine's: by the program that their runtime is. */
export async function isGvisor({ docker, runtime }: Here): Promise<boolean> {
  const { Runtimes, DefaultRuntime } = Info.parse(await asked(docker.info()))
  return JSON.stringify(Runtimes[runtime ?? DefaultRuntime] ?? '').includes('runsc')
}

const Info = z.object({
  Runtimes: z.record(z.string(), z.unknown()),
  DefaultRuntime: z.string(),
})

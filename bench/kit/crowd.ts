import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import * as z from 'zod'
import type { Run } from './bench.ts'
import type { Load } from './credits.ts'
import { end } from './process.ts'

/** Several processes at one account, all at once, and how each fared. */
export async function crowd(
  run: Run,
  projectId: string,
  { processes, concurrency, seconds }: { processes: number; concurrency: number; seconds: number },
): Promise<readonly Load[]> {
  const members = Array.from({ length: processes }, (_, n) => {
    const args = [projectId, `p${n}`, `${concurrency}`, `${seconds}`]
    const child = spawn(process.execPath, ['--import', 'tsx', program, ...args], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    run.ending(() => end(child))
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    const line = async () => z.string().parse((await lines.next()).value)
    return { child, line }
  })
  for (const { line } of members) await line()
  for (const { child } of members) child.stdin.end('go\n')
  return Promise.all(members.map(async ({ line }) => Loaded.parse(JSON.parse(await line()))))
}

const program = fileURLToPath(new URL('../servers/credits.ts', import.meta.url))
const Loaded = z.object({ ms: z.array(z.number()), failed: z.number(), perSecond: z.number() })

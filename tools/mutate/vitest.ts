import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import * as z from 'zod'

/** Runs the tests in a folder, and says which noticed something, if any did. */
export async function noticedIn(folder: string): Promise<string | undefined> {
  const report = join(folder, 'report.json')
  rmSync(report, { force: true })
  const args = ['run', '--config', 'tools/mutate/vitest.config.ts', '--reporter=json']
  const vitest = spawn(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', ...args, `--outputFile=${report}`],
    { cwd: folder, stdio: 'ignore', timeout: minutesMax * 60_000, killSignal: 'SIGKILL' },
  )
  const [code, signal] = await once(vitest, 'exit')
  if (code === 0) return undefined
  if (signal) return `nothing: the tests did not end within ${minutesMax} minutes`
  const { testResults } = Report.parse(JSON.parse(readFileSync(report, 'utf8')))
  const [first] = testResults.flatMap(({ name, status, assertionResults }) => {
    const failed = assertionResults.find((result) => result.status === 'failed')
    if (failed) return `${relative(folder, name)}: ${failed.title}`
    return status === 'failed' ? `${relative(folder, name)}: does not load` : []
  })
  if (!first) throw new Error(`vitest exited with ${code} and no test failed`)
  return first
}

const minutesMax = 3

const Report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ title: z.string(), status: z.string() })),
    }),
  ),
})

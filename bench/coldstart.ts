import { cpSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { startGoogleEmulators } from '../emulators/keeper/start.ts'
import { logTo } from '../shared/platform/log.ts'
import type { Entry } from '../tools/bundles.ts'
import { firstAnswer } from './kit/answers.ts'
import type { Bench, Run } from './kit/bench.ts'
import { folderAmongUs } from './kit/folder.ts'
import {
  bundled,
  deployed,
  framework,
  type Program,
  serverPath,
  settings,
  start,
} from './kit/functions.ts'
import { interleaved } from './kit/interleave.ts'
import { cpuMsOf, end, residentMiBOf } from './kit/process.ts'
import { median, p99 } from './kit/stats.ts'
import { atMost, ms, type Table, times } from './kit/table.ts'

/** From `spawn` to the first answer of one function, against servers that do nothing. */
export const coldstart: Bench = {
  summary: 'spawn → first answer of a bundled function, against the framework hello world',
  async run(run) {
    const emulators = await startGoogleEmulators({
      projectId: 'demo-bench',
      log: logTo(() => undefined),
    })
    run.ending(emulators.stop)
    const env = settings('demo-bench', emulators.firestoreHost)
    const [get, health] = [deployed('sessions-get'), deployed('health-check')]
    const cached = await bundled(run, [get, health])
    const uncached = (name: string) => withoutCache(run, cached(name))
    const loose = await unbundled(run, [get, health])

    const refused = { path: '/v1/sessions/any', status: 401 }
    const read = { path: '/health', status: 200 }
    const hello = { path: '/', status: 200 }
    const starts = (program: Program, what: Asked) => () => started(run, { ...program, env }, what)
    const ofGet = (folder: string) => starts(framework('sessions-get', folder), refused)
    const ofHealth = (folder: string) => starts(framework('health-check', folder), read)

    const measured = await interleaved(run.rounds(20), {
      bare: starts({ args: [serverPath('bare.cjs')] }, hello),
      hello: starts(framework('hello', serverPath('hello.cjs')), hello),
      get: ofGet(cached('sessions-get')),
      getUncached: ofGet(uncached('sessions-get')),
      getUnbundled: ofGet(loose('sessions-get')),
      health: ofHealth(cached('health-check')),
      healthUncached: ofHealth(uncached('health-check')),
      healthUnbundled: ofHealth(loose('health-check')),
    })
    return [table(measured)]
  },
}

interface Asked {
  readonly path: string
  readonly status: number
}

interface Started {
  readonly took: number
  readonly cpu: number
  readonly resident: number
}

async function started(run: Run, program: Program, { path, status }: Asked): Promise<Started> {
  const from = performance.now()
  const { port, child } = await start(run, program)
  const answer = await firstAnswer(`http://127.0.0.1:${port}${path}`, {})
  const took = performance.now() - from
  const [cpu, resident] = [cpuMsOf(child.pid), residentMiBOf(child.pid)]
  await end(child)
  if (answer.status !== status) throw new Error(`${path} answered ${answer.status}`)
  return { took, cpu, resident }
}

/** The same bundle on a machine whose Node did not write its cache. */
function withoutCache(run: Run, folder: string): string {
  const copy = folderAmongUs(run)
  cpSync(folder, copy, { recursive: true })
  rmSync(join(copy, 'function.cache'))
  writeFileSync(join(copy, 'package.json'), '{ "type": "commonjs" }\n')
  return copy
}

/** Our code in one file, and every package as npm laid it out. */
async function unbundled(run: Run, entries: readonly Entry[]) {
  const folder = folderAmongUs(run)
  for (const { name, source } of entries) {
    await build({
      stdin: { contents: source, resolveDir: '.', loader: 'ts' },
      outfile: join(folder, name, 'index.mjs'),
      bundle: true,
      packages: 'external',
      platform: 'node',
      target: 'node20',
      format: 'esm',
    })
    writeFileSync(join(folder, name, 'package.json'), '{ "main": "index.mjs", "type": "module" }\n')
  }
  return (name: string) => join(folder, name)
}

type Name =
  | 'bare'
  | 'hello'
  | 'get'
  | 'getUncached'
  | 'getUnbundled'
  | 'health'
  | 'healthUncached'
  | 'healthUnbundled'

function table(measured: Readonly<Record<Name, readonly Started[]>>): Table {
  const took = (name: Name) => measured[name].map((one) => one.took)
  const middle = (name: Name, what: keyof Started) => median(measured[name].map((one) => one[what]))
  const against = (name: Name, other: Name) => median(took(name)) / median(took(other))
  const row = (what: string, name: Name, aim = '') => [
    what,
    ms(median(took(name))),
    ms(p99(took(name))),
    times(against(name, 'bare')),
    times(against(name, 'hello')),
    ms(middle(name, 'cpu')),
    times(middle(name, 'cpu') / middle('hello', 'cpu')),
    `${middle(name, 'resident').toFixed(0)} MiB`,
    aim,
  ]
  return {
    title: 'spawn → first answer, one process at a time',
    head: ['', 'p50', 'p99', '÷ bare', '÷ hello', 'CPU', '÷ hello', 'RSS', 'aim'],
    rows: [
      row('bare node:http', 'bare'),
      row('framework hello', 'hello'),
      row('sessions-get 401: bundle + V8 cache', 'get', atMost(0.7, against('get', 'hello'))),
      row('sessions-get 401: bundle', 'getUncached'),
      row('sessions-get 401: node_modules', 'getUnbundled'),
      row(
        'health, reads Firestore: bundle + V8 cache',
        'health',
        `${atMost(0.5, against('health', 'healthUnbundled'))} of node_modules`,
      ),
      row('health, reads Firestore: bundle', 'healthUncached'),
      row('health, reads Firestore: node_modules', 'healthUnbundled'),
    ],
    notes: [
      `sessions-get against bare: aim ${atMost(1.8, against('get', 'bare'))};` +
        ` health is ${times(against('health', 'healthUnbundled'))} of node_modules`,
    ],
  }
}

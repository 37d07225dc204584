import { spawnSync } from 'node:child_process'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { routes } from '../shared/contract/index.ts'
import { schedules } from '../shared/contract/schedules.ts'
import { jobFunction, spellings, workerFunction } from '../shared/contract/spellings.ts'
import { workerNames } from './functionList.ts'

export interface Bundle {
  readonly name: string
  readonly bytes: number
  readonly cacheBytes: number
}

/** Bundles each function with all it needs but the framework, and compiles it ahead for this Node. */
export async function bundleFunctions(into: string): Promise<readonly Bundle[]> {
  const bundles: Bundle[] = []
  for (const { name, source } of entries()) bundles.push(await bundle(into, name, source))
  return bundles
}

interface Entry {
  readonly name: string
  readonly source: string
}

/** What stands at the top of each bundle: one handler, registered under its target's name. */
export const entries = (): readonly Entry[] => [
  ...routes.map(({ noun, verb }) => {
    const { function: name, handler } = spellings(noun, verb)
    return entry('registerRoute', name, handler, [name])
  }),
  ...workerNames.map((worker) => {
    const name = workerFunction(worker)
    return entry('registerWorker', name, `functions/workers/${worker}.ts`, [name])
  }),
  ...Object.keys(schedules).map((job) => {
    const name = jobFunction(job)
    return entry('registerJob', name, `functions/jobs/${job}.ts`, [name, job])
  }),
]

const entry = (register: string, name: string, handler: string, names: readonly string[]) => ({
  name,
  source: `
    import { ${register} } from './functions/register.ts'
    import handler from './${handler}'
    ${register}(${names.map((text) => JSON.stringify(text)).join(', ')}, handler)
  `,
})

async function bundle(into: string, name: string, contents: string): Promise<Bundle> {
  const folder = join(into, name)
  const outfile = join(folder, 'function.cjs')
  await build({
    stdin: { contents, resolveDir: '.', loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minifySyntax: true,
    minifyWhitespace: true,
    external: ['@google-cloud/functions-framework'],
    logLevel: 'error',
  })
  writeFileSync(join(folder, 'index.js'), loader)
  // The first run leaves the cache of what it compiled; a Node of another version ignores it.
  spawnSync(process.execPath, ['index.js'], {
    cwd: folder,
    env: { ...process.env, V8_CACHE: 'write' },
  })
  const cacheBytes = statSync(join(folder, 'function.cache'), { throwIfNoEntry: false })?.size ?? 0
  return { name, bytes: statSync(outfile).size, cacheBytes }
}

/** Runs `function.cjs` from V8's compiled form, where this V8 wrote it. */
const loader = `'use strict'
const { existsSync, readFileSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const vm = require('node:vm')
const filename = join(__dirname, 'function.cjs')
const cache = join(__dirname, 'function.cache')
const script = new vm.Script(
  '(function (exports, require, module, __filename, __dirname) {' + readFileSync(filename, 'utf8') + '\\n})',
  {
    filename,
    cachedData: existsSync(cache) ? readFileSync(cache) : undefined,
    importModuleDynamically: vm.constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  },
)
script.runInThisContext().call(module.exports, module.exports, require, module, filename, __dirname)
if (process.env.V8_CACHE === 'write') writeFileSync(cache, script.createCachedData())
`

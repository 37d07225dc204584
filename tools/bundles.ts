import { spawnSync } from 'node:child_process'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, type Plugin } from 'esbuild'
import { routes } from '../shared/contract/index.ts'
import { schedules } from '../shared/contract/schedules.ts'
import { jobFunction, spellings, workerFunction } from '../shared/contract/spellings.ts'
import { workerNames } from './workerNames.ts'

export interface Bundle {
  readonly name: string
  readonly bytes: number
  readonly cacheBytes: number
}

/**
 * Bundles functions with all they need but the framework, and compiles them ahead for this Node. All at
 * once: what they share, which is nearly everything, is read and parsed once.
 */
export async function bundleFunctions(
  into: string,
  chosen: readonly Entry[] = entries(),
): Promise<readonly Bundle[]> {
  await build({
    entryPoints: chosen.map(({ name }) => ({ in: `function:${name}`, out: `${name}/function` })),
    plugins: [written(chosen)],
    outdir: into,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minifySyntax: true,
    minifyWhitespace: true,
    external: ['@google-cloud/functions-framework', ...compiledParts],
    logLevel: 'error',
  })
  return chosen.map(({ name }) => precompile(join(into, name), name))
}

/** What the client of Docker's daemon compiles for a machine where it can, and does without elsewhere, as here. */
export const compiledParts = ['cpu-features', '*.node']

export interface Entry {
  readonly name: string
  /** What stands at the top of its bundle. */
  readonly source: string
}

/** A function's: one handler, registered under its target's name. */
export interface FunctionEntry extends Entry {
  readonly register: 'registerRoute' | 'registerWorker' | 'registerJob'
  readonly handler: string
  /** What the registration is told before the handler. */
  readonly names: readonly string[]
}

export const entries = (): readonly FunctionEntry[] => [
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

const entry = (
  register: FunctionEntry['register'],
  name: string,
  handler: string,
  names: FunctionEntry['names'],
): FunctionEntry => ({
  name,
  register,
  handler,
  names,
  source: `
    import { ${register} } from './functions/register.ts'
    import handler from './${handler}'
    ${register}(${names.map((text) => JSON.stringify(text)).join(', ')}, handler)
  `,
})

/** The entries are in no file: esbuild asks for them here. */
const written = (chosen: readonly Entry[]): Plugin => ({
  name: 'functions',
  setup({ onResolve, onLoad }) {
    const sources = new Map(chosen.map(({ name, source }) => [name, source]))
    onResolve({ filter: /^function:/ }, ({ path }) => ({
      path: path.slice('function:'.length),
      namespace: 'function',
    }))
    onLoad({ filter: /./, namespace: 'function' }, ({ path }) => ({
      contents: sources.get(path) ?? '',
      loader: 'ts',
      resolveDir: '.',
    }))
  },
})

/** Compiles the `function.cjs` of a folder ahead for this Node, and puts an `index.js` beside it that runs it so. */
export function precompile(folder: string, name: string): Bundle {
  writeFileSync(join(folder, 'index.js'), loader)
  // The first run leaves the cache of what it compiled; a Node of another version ignores it.
  const { status, stderr } = spawnSync(process.execPath, ['index.js'], {
    cwd: folder,
    env: { ...process.env, V8_CACHE: 'write' },
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`${name} does not load:\n${stderr}`)
  const bytesOf = (file: string) => statSync(join(folder, file)).size
  return { name, bytes: bytesOf('function.cjs'), cacheBytes: bytesOf('function.cache') }
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

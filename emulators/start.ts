import { parseArgs } from 'node:util'
import * as z from 'zod'
import { environment } from '../functions/environment.ts'
import { backends } from '../shared/contract/topics.ts'
import { logTo } from '../shared/platform/log.ts'
import type { LocalCloud } from './local/cloud.ts'
import { tryIt } from './local/tryit.ts'

const usage = `npm start -- [options]

  --fresh              forget everything from earlier runs first
  --port N             the public port (8080, or ONMEMOS_PORT)
  --admin-port N       the admin port (8001)
  --state DIR          where to keep what is known (.onmemos)
  --dispatch HOW       direct (a worker is told at once) or pubsub (only by its topic)
  --backend NAMES      run sessions of these providers on their own backend, not on local in its
                       stead: docker, gke, cloud_run (by commas; the clouds are emulated)
  --identity-provider  start one too, which believes whoever comes; people sign in with it
  --verbose            print every log line, not only warnings and errors

Settings of the environment and of .env hold here too (npm run config): ONMEMOS_INTERNAL_API_KEY is the admin key.
`

const Port = z.coerce.number().int().min(1).max(65_535)
const Options = z.object({
  fresh: z.boolean().default(false),
  port: Port.default(8080),
  'admin-port': Port.default(8001),
  state: z.string().min(1).default('.onmemos'),
  dispatch: z.enum(['direct', 'pubsub']).default('direct'),
  backend: z
    .array(z.string())
    .default([])
    .transform((given) => given.flatMap((names) => names.split(',').map((name) => name.trim())))
    .pipe(z.array(z.enum(backends, `choose from ${backends.join(', ')}`))),
  'identity-provider': z.boolean().default(false),
  verbose: z.boolean().default(false),
  help: z.boolean().default(false),
})

function optionsFrom(args: readonly string[]) {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  const options = { port: text, 'admin-port': text, state: text, dispatch: text } as const
  const lists = { backend: { type: 'string', multiple: true } } as const
  const flags = { fresh: flag, 'identity-provider': flag, verbose: flag, help: flag } as const
  const { values } = parseArgs({ args: [...args], options: { ...options, ...lists, ...flags } })
  return Options.parse({ port: environment().ONMEMOS_PORT || undefined, ...values })
}

function readOptions(args: readonly string[]) {
  try {
    return optionsFrom(args)
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause)
    process.stderr.write(`${why}\n\n${usage}`)
    process.exit(2)
  }
}

async function main() {
  const options = readOptions(process.argv.slice(2))
  if (options.help) return void process.stdout.write(usage)
  const isShown = (line: string) => options.verbose || !line.startsWith('{"severity":"INFO"')
  const log = logTo((line) => isShown(line) && process.stderr.write(`${line}\n`))

  let cloud: LocalCloud | undefined
  let isLeaving = false
  const leave = async (code: number, why: string) => {
    if (isLeaving) return
    isLeaving = true
    process.stderr.write(`${why}\n`)
    await cloud?.stop()
    process.exit(code)
  }
  // A second Ctrl-C changes nothing: sessions are being settled and the state is being saved.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (cloud) leave(0, 'stopping: sessions end and are settled')
      else process.exit(130)
    })
  }
  process.stdout.write('starting the local cloud …\n')
  // Seconds of loading, which whoever misspelt an option need not wait for.
  const { startLocalCloud } = await import('./local/cloud.ts')
  cloud = await startLocalCloud({
    stateDirectory: options.state,
    isFresh: options.fresh,
    publicPort: options.port,
    adminPort: options['admin-port'],
    dispatch: options.dispatch,
    backends: options.backend,
    withIdentityProvider: options['identity-provider'],
    env: environment(),
    log,
    lost: (why) => leave(1, `an emulator ended: ${why}`),
  })
  process.stdout.write(tryIt({ ...cloud, stateDirectory: options.state }))
}

main().catch((cause: unknown) => {
  process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n`)
  process.exit(1)
})

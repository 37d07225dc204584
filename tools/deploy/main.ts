import { parseArgs } from 'node:util'
import { logTo } from '../../shared/platform/log.ts'
import { deployEmulated } from './emulated.ts'
import { deployToGoogle, destroyAtGoogle } from './google.ts'
import { smoke } from './smoke.ts'

const usage = `npm run deploy -- --project P [--region R] [options]    into a project of Google Cloud
npm run deploy -- --emulated [--once]                   the same, into an emulated project on this machine
npm run destroy -- --project P [--region R] [options]   undoes it

  --plan               says what would be changed, and changes nothing
  --var-file F         values of Terraform's variables (terraform/dev.tfvars)
  --session-image I    the image of sessions, with our agent
  --once               with --emulated: undo it at once, in place of waiting for Ctrl-C
`

const text = { type: 'string' } as const
const flag = { type: 'boolean' } as const

function options(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        project: text,
        region: { ...text, default: 'us-central1' },
        'var-file': { ...text, default: 'dev.tfvars' },
        'session-image': text,
        plan: flag,
        emulated: flag,
        once: flag,
        help: flag,
      },
    })
    return { ...values, verb: positionals[0] === 'destroy' ? 'destroy' : 'deploy' }
  } catch (cause) {
    process.stderr.write(`${cause instanceof Error ? cause.message : cause}\n\n${usage}`)
    process.exit(2)
  }
}

const say = (line: string) => process.stdout.write(`${line}\n`)

async function main() {
  const {
    verb,
    project,
    region,
    plan = false,
    emulated,
    once = false,
    help,
    ...more
  } = options(process.argv.slice(2))
  if (help) return void process.stdout.write(usage)
  if (emulated && verb === 'destroy') {
    return say('Ctrl-C in `npm run deploy -- --emulated` undoes it; nothing of it outlives that.')
  }
  if (emulated) return emulate(once)
  if (!project) {
    process.stderr.write(`say which project, or --emulated\n\n${usage}`)
    process.exit(2)
  }
  const to = {
    project,
    region,
    isPlan: plan,
    varFile: more['var-file'],
    sessionImage: more['session-image'],
    say,
  }
  await (verb === 'destroy' ? destroyAtGoogle(to) : deployToGoogle(to))
}

async function emulate(isOnce: boolean) {
  const log = logTo((line) => {
    if (!line.startsWith('{"severity":"INFO"')) process.stderr.write(`${line}\n`)
  })
  const deployed = await deployEmulated({ log, say })
  try {
    await smoke(deployed, say)
    say(
      `\n  public  ${deployed.publicUrl}\n  admin   ${deployed.adminUrl}   (X-API-Key: ${deployed.adminKey})\n`,
    )
    if (!isOnce) {
      say('Ctrl-C undoes it all.')
      await new Promise((asked) => process.once('SIGINT', asked).once('SIGTERM', asked))
    }
  } finally {
    const left = await deployed.destroy()
    await deployed.close()
    say(left.length === 0 ? 'destroyed: nothing is left' : `destroyed, but for\n${left.join('\n')}`)
  }
}

await main().catch((cause: unknown) => {
  process.stderr.write(`${cause instanceof Error ? cause.message : cause}\n`)
  process.exit(1)
})

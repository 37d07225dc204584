import { parseArgs } from 'node:util'
import { deployEmulated } from './emulated/deploy.ts'
import { destroyEmulated } from './emulated/destroy.ts'
import { deployToGoogle, destroyAtGoogle } from './google.ts'
import { smoke } from './smoke.ts'

const usage = `npm run deploy -- --project P [--region R] [options]    into a project of Google Cloud
npm run deploy -- --emulated                            the same, into an emulated project on this machine, which goes on behind it
npm run destroy -- --project P [--region R] [options]   undoes it
npm run destroy -- --emulated [--force]                 the same; --force also where Terraform cannot

  --plan               says what would be changed, and changes nothing
  --var-file F         values of Terraform's variables (terraform/dev.tfvars)
  --session-image I    the image of sessions, with our agent
  --state DIR          with --emulated: where to keep it (.onmemos/deployed)
  --functions A,B      with --emulated: these alone, and the shell, in place of all
  --once               with --emulated: undo it at once
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
        state: { ...text, default: '.onmemos/deployed' },
        functions: text,
        once: flag,
        force: flag,
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
  const { verb, project, region, plan = false, help, ...more } = options(process.argv.slice(2))
  if (help) return void process.stdout.write(usage)
  if (more.emulated) {
    const { state: directory, functions, once = false, force: isForced = false } = more
    if (verb === 'destroy') return destroyEmulated({ directory, isForced, say })
    return emulate(directory, functions?.split(','), once)
  }
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

async function emulate(
  directory: string,
  functions: readonly string[] | undefined,
  isOnce: boolean,
) {
  const deployed = await deployEmulated({ directory, say, ...(functions ? { functions } : {}) })
  const key = await smoke(deployed, say)
  if (isOnce) return destroyEmulated({ directory, say })
  const { publicUrl, adminUrl, shellUrl, adminKey } = deployed
  say(`
  public     ${publicUrl}
  admin      ${adminUrl}   X-API-Key: ${adminKey}
  terminals  ${shellUrl}

It goes on behind this. By the CLI:

  export ONMEMOS_URL=${publicUrl} ONMEMOS_API_KEY=${key}
  npx onmemos run 'echo hi' --provider cloud_run

npm run destroy -- --emulated ends and removes it.`)
}

await main().catch((cause: unknown) => {
  process.stderr.write(`${cause instanceof Error ? cause.message : cause}\n`)
  process.exit(1)
})

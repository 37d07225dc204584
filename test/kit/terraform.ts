import { execFile, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { terraformMirror } from '../../emulators/terraform/mirror.ts'
import { Store } from '../../emulators/terraform/store.ts'
import { functionList } from '../../tools/functionList.ts'

export const hasTerraform = spawnSync('terraform', ['version']).status === 0

export interface Ran {
  readonly status: number
  readonly output: string
}

/** A copy of `terraform/` and of what it reads, on our stand-ins for Google's providers, with a state of its own. */
export async function newTerraform(): Promise<Terraform> {
  const folder = mkdtempSync(join(tmpdir(), 'onmemos-terraform-'))
  const env = {
    ...process.env,
    ...(await terraformMirror(join(folder, 'mirror'), join(folder, 'made'))),
  }
  const copies: string[] = []
  return {
    store: new Store(join(folder, 'made')),
    copy(name) {
      const copy = join(folder, name)
      cpSync('terraform', join(copy, 'terraform'), { recursive: true })
      cpSync('firestore.indexes.json', join(copy, 'firestore.indexes.json'))
      const at = (file: string) => join(copy, 'terraform', file)
      writeFileSync(at('backend_override.tf'), 'terraform {\n  backend "local" {}\n}\n')
      writeFileSync(at('functions.json'), JSON.stringify(few()))
      copies.push(copy)
      const run = (...args: readonly string[]) => terraform(join(copy, 'terraform'), env, args)
      return {
        run,
        write: (file, text) => writeFileSync(at(file), text),
        change: (file, from, to) => {
          const text = readFileSync(at(file), 'utf8')
          if (!text.includes(from)) throw new Error(`${file} has no ${from}`)
          writeFileSync(at(file), text.replace(from, to))
        },
        plan: async (...args) => {
          const planned = await run('plan', '-out=planned', ...args)
          if (planned.status !== 0) throw new Error(planned.output)
          return JSON.parse((await run('show', '-json', 'planned')).output)
        },
      }
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}

export interface Terraform {
  /** What was applied, and not destroyed. */
  readonly store: Store
  copy(name: string): Copy
  close(): void
}

export interface Copy {
  run(...args: readonly string[]): Promise<Ran>
  write(file: string, text: string): void
  change(file: string, from: string, to: string): void
  /** The plan as `terraform show -json` has it. */
  plan(...args: readonly string[]): Promise<unknown>
}

/** Some functions of each kind and face: Terraform takes its time for each resource, and all of a kind are alike. */
function few() {
  const { functions, subscriptions, schedules, ...list } = functionList()
  const kept = new Set([
    'health-check',
    'sessions-create',
    'sessions-get',
    'overview-get',
    'workers-local',
    'workers-sweep',
    'workers-dead-letters',
    'jobs-sweep',
    'jobs-purge',
  ])
  return {
    ...list,
    functions: functions.filter(({ name }) => kept.has(name)),
    subscriptions: subscriptions.filter((line) => kept.has(line.function)),
    schedules: schedules.filter((line) => kept.has(line.function)),
  }
}

const terraform = (cwd: string, env: NodeJS.ProcessEnv, [verb = '', ...args]: readonly string[]) =>
  new Promise<Ran>((resolve) => {
    const said = verb === 'show' || verb === 'fmt' ? [] : ['-no-color']
    // It makes garbage faster than it does anything else.
    const options = { cwd, env: { ...env, ...variables, GOGC: '800' }, maxBuffer: 64 * 1024 * 1024 }
    execFile('terraform', [verb, ...said, ...args], options, (failure, stdout, stderr) => {
      const status = failure ? Number(failure.code ?? 1) : 0
      // Terraform breaks lines where it likes.
      resolve({ status, output: verb === 'show' ? stdout : `${stdout}${stderr}` })
    })
  })

const variables = {
  TF_VAR_project: 'demo-project',
  TF_VAR_image: `us-central1-docker.pkg.dev/demo-project/onmemos/plane@sha256:${'a'.repeat(64)}`,
  TF_VAR_backends: '["local"]',
  TF_VAR_secrets: JSON.stringify({
    ONMEMOS_SESSION_SECRET: 'a-secret-that-is-in-no-state',
    ONMEMOS_INTERNAL_API_KEY: 'a-secret-that-is-in-no-state',
  }),
}

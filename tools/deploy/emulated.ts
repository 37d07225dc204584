import { createHash } from 'node:crypto'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openProject, type Project } from '../../emulators/project/project.ts'
import { terraformMirror } from '../../emulators/terraform/mirror.ts'
import type { Log } from '../../shared/platform/log.ts'
import { entries } from '../bundles.ts'
import { functionList } from '../functionList.ts'
import { buildImage } from '../image/build.ts'
import { problemsWith } from '../terraform/policy.ts'
import { freshSecrets } from './secrets.ts'
import { ran, terraformIn } from './terraform.ts'

export interface EmulatedOptions {
  readonly log: Log
  readonly say: (line: string) => void
  /** All of them unless named. */
  readonly functions?: readonly string[]
}

export interface EmulatedDeployment extends Pick<Project, 'schedulerUrl' | 'pushed'> {
  readonly publicUrl: string
  readonly adminUrl: string
  readonly adminKey: string
  /** Undoes all that Terraform made, and says what is left of it. */
  destroy(): Promise<readonly string[]>
  /** Ends the project, destroyed or not. */
  close(): Promise<void>
}

/** `terraform/` applied, by the real Terraform, to an empty project of this machine. Nothing of it is outside one temporary folder. */
export async function deployEmulated(options: EmulatedOptions): Promise<EmulatedDeployment> {
  const { log, say, functions = entries().map(({ name }) => name) } = options
  const folder = mkdtempSync(join(tmpdir(), 'onmt-'))
  const undo: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })]
  const close = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    const imageFolder = join(folder, 'image')
    await buildImage(
      imageFolder,
      entries().filter(({ name }) => functions.includes(name)),
    )
    const digest = createHash('sha256')
      .update(readFileSync(join(imageFolder, 'function.cjs')))
      .digest('hex')
    const image = `us-central1-docker.pkg.dev/${projectId}/${deployment}/plane@sha256:${digest}`
    say('the image is built')
    const state = join(folder, 'project')
    const project = await openProject({
      projectId,
      deployment,
      directory: state,
      runDirectory: join(folder, 'r'),
      image: { name: image, folder: imageFolder },
      log,
      lost: (why) => log.error('an emulator was lost', { why }),
    })
    undo.push(() => project.close())
    say('an empty project is there')

    const secrets = freshSecrets()
    const code = copied(folder, functions)
    const terraform = terraformIn(code, {
      ...process.env,
      ...(await terraformMirror(join(folder, 'mirror'), join(state, 'applied'))),
      ...project.env,
      TF_VAR_project: projectId,
      TF_VAR_image: image,
      TF_VAR_settings: JSON.stringify(project.settings),
      TF_VAR_secrets: JSON.stringify(secrets),
    })
    await ran(terraform, 'init', '-no-color')
    await ran(terraform, 'plan', '-no-color', '-var-file=dev.tfvars', '-out=planned')
    const problems = problemsWith(
      JSON.parse((await ran(terraform, 'show', '-json', 'planned')).output),
    )
    if (problems.length > 0) throw new Error(`the plan is refused:\n${problems.join('\n')}`)
    // Each function is started once, to see whether it is well.
    await ran(terraform, 'apply', '-no-color', '-parallelism=6', 'planned')
    say(`terraform applied ${project.store.all().length} resources`)
    return {
      publicUrl: project.publicUrl,
      adminUrl: project.adminUrl,
      schedulerUrl: project.schedulerUrl,
      pushed: project.pushed,
      adminKey: secrets.ONMEMOS_INTERNAL_API_KEY,
      async destroy() {
        await ran(
          terraform,
          'destroy',
          '-no-color',
          '-auto-approve',
          '-var-file=dev.tfvars',
          '-parallelism=6',
        )
        return project.store.all().map(({ type, id }) => `${type} ${id}`)
      },
      close,
    }
  } catch (cause) {
    await close()
    throw cause
  }
}

const projectId = 'onmemos-emulated'
const deployment = 'onmemos'

/** Terraform's files, with a state beside them and the functions that are wanted. */
function copied(folder: string, wanted: readonly string[]): string {
  const code = join(folder, 'code/terraform')
  cpSync('terraform', code, { recursive: true })
  cpSync('firestore.indexes.json', join(folder, 'code/firestore.indexes.json'))
  writeFileSync(join(code, 'backend_override.tf'), 'terraform {\n  backend "local" {}\n}\n')
  const { functions, subscriptions, schedules, ...list } = functionList()
  const is = (name: string) => wanted.includes(name)
  const some = {
    ...list,
    functions: functions.filter(({ name }) => is(name)),
    subscriptions: subscriptions.filter((line) => is(line.function)),
    schedules: schedules.filter((line) => is(line.function)),
  }
  writeFileSync(join(code, 'functions.json'), JSON.stringify(some))
  return code
}

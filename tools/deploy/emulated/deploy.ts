import type { Running } from '../../../emulators/project/running.ts'
import { secretIn } from '../../../emulators/terraform/google/secrets.ts'
import { emulatedGoogle } from '../../../emulators/terraform/google.ts'
import { terraformMirror } from '../../../emulators/terraform/mirror.ts'
import { Store } from '../../../emulators/terraform/store.ts'
import { entries } from '../../bundles.ts'
import { problemsWith } from '../../terraform/policy.ts'
import { freshSecrets } from '../secrets.ts'
import { ran, type Terraform, terraformIn } from '../terraform.ts'
import { ensureProject } from './background.ts'
import { copyCode, idsIn } from './code.ts'
import { builtImage } from './image.ts'
import { deployment, type Place, placeOf, projectId } from './place.ts'

export interface EmulatedOptions {
  /** Where all of it is kept. */
  readonly directory: string
  readonly say: (line: string) => void
  /** All of them unless named. */
  readonly functions?: readonly string[]
}

export interface EmulatedDeployment {
  readonly publicUrl: string
  readonly adminUrl: string
  readonly shellUrl: string
  readonly adminKey: string
  /** How many resources were made, changed or removed. */
  readonly changes: number
}

/**
 * `terraform/` applied, by the real Terraform, to a project of this machine that goes on behind us. Each step may be done again, and
 * does nothing where it was done: after a failure, or a kill, the same goes on.
 */
export async function deployEmulated(options: EmulatedOptions): Promise<EmulatedDeployment> {
  const { directory, say, functions = entries().map(({ name }) => name) } = options
  const place = placeOf(directory)
  const digest = await builtImage(
    place.project.images,
    entries().filter(({ name }) => functions.includes(name)),
  )
  say('the image is built')
  const project = await ensureProject(place.project)
  say(`the project runs (process ${project.pid}, ${place.project.log})`)
  await pushed(project, digest)
  copyCode(place, functions)
  const terraform = await terraformFor(place, project, digest)
  await removeStrays(place, project)
  const changes = await planned(terraform)
  if (changes > 0) await ran(terraform, 'apply', '-no-color', '-parallelism=6', 'planned')
  const store = new Store(place.project.applied)
  say(
    changes > 0
      ? `terraform made ${changes} changes: ${store.all().length} resources`
      : `nothing has changed: ${store.all().length} resources`,
  )
  const output = JSON.parse((await ran(terraform, 'output', '-json')).output)
  return {
    publicUrl: project.publicUrl,
    adminUrl: project.adminUrl,
    shellUrl: String(output.shell_url.value),
    adminKey: secretIn(place.project.secrets, String(output.admin_key_secret.value)),
    changes,
  }
}

/** Terraform on the project's code, set up for the project as it runs. */
export async function terraformFor(
  { code, mirror, project: { applied } }: Place,
  { env, settings, deployerToken }: Running,
  digest: string,
): Promise<Terraform> {
  const terraform = terraformIn(code, {
    ...process.env,
    ...(await terraformMirror(mirror, applied)),
    ...env,
    GOOGLE_OAUTH_ACCESS_TOKEN: deployerToken,
    TF_VAR_project: projectId,
    TF_VAR_image: `us-central1-docker.pkg.dev/${projectId}/${deployment}/plane@sha256:${digest}`,
    TF_VAR_settings: JSON.stringify(settings),
    TF_VAR_secrets: JSON.stringify(freshSecrets()),
  })
  await ran(terraform, 'init', '-no-color')
  return terraform
}

async function pushed({ controlUrl }: Running, digest: string): Promise<void> {
  const { ok } = await fetch(`${controlUrl}/images/${digest}`, { method: 'PUT' })
  if (!ok) throw new Error(`the project does not take the image ${digest}`)
}

/** A Terraform that was killed had made what it could not write down any more; that would stand in its own way. */
async function removeStrays(place: Place, { env, deployerToken }: Running): Promise<void> {
  const store = new Store(place.project.applied)
  const known = idsIn(place)
  // The providers' own code does it, and looks for its proof there.
  process.env.GOOGLE_OAUTH_ACCESS_TOKEN = deployerToken
  const google = emulatedGoogle(env)
  for (const stray of store.all().filter(({ type, id }) => !known.has(`${type} ${id}`))) {
    await google.remove(stray.type, stray.fields)
    store.remove(stray)
  }
}

/** How much the plan would change, after it was looked at. */
async function planned(terraform: Terraform): Promise<number> {
  await ran(terraform, 'plan', '-no-color', '-var-file=dev.tfvars', '-out=planned')
  const plan = JSON.parse((await ran(terraform, 'show', '-json', 'planned')).output)
  const problems = problemsWith(plan)
  if (problems.length > 0) throw new Error(`the plan is refused:\n${problems.join('\n')}`)
  const { resource_changes: changes = [] } = plan
  return changes.filter(
    ({ change: { actions } }: { change: { actions: readonly string[] } }) =>
      !actions.every((action) => action === 'no-op' || action === 'read'),
  ).length
}

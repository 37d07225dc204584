import { execFileSync } from 'node:child_process'
import * as z from 'zod'
import { buildImage } from '../image/build.ts'
import { problemsWith } from '../terraform/policy.ts'
import { preflight } from './preflight.ts'
import { freshSecrets } from './secrets.ts'
import { smoke } from './smoke.ts'
import { ran, terraformIn } from './terraform.ts'

export interface To {
  readonly project: string
  readonly region: string
  readonly isPlan: boolean
  readonly varFile: string
  readonly sessionImage: string | undefined
  readonly say: (line: string) => void
}

const folder = 'terraform'
const image = 'dist/image'

/**
 * Into a project of Google Cloud: looks whether it can, builds, pushes, applies, tries. Each step may be done again, and does nothing
 * where it was done: after a failure the same command goes on.
 */
export async function deployToGoogle(to: To): Promise<void> {
  const { project, isPlan, say } = to
  preflight(to)
  const terraform = await initialised(to)
  await buildImage(image)
  say('the image is built')
  const pushed = isPlan ? unpushed(to) : await push(to)
  const set = {
    ...variables(to),
    TF_VAR_image: pushed,
    TF_VAR_secrets: JSON.stringify(freshSecrets()),
  }
  const planning = terraformIn(
    folder,
    { ...process.env, ...set },
    isPlan ? (text) => process.stdout.write(text) : undefined,
  )
  await ran(planning, 'plan', '-input=false', `-var-file=${to.varFile}`, '-out=planned')
  const problems = problemsWith(
    JSON.parse((await ran(terraform, 'show', '-json', 'planned')).output),
  )
  if (problems.length > 0) throw new Error(`the plan is refused:\n${problems.join('\n')}`)
  if (isPlan) return say('this is what would be changed; nothing was')
  const applying = terraformIn(folder, { ...process.env, ...set }, (text) =>
    process.stdout.write(text),
  )
  await ran(applying, 'apply', '-input=false', '-parallelism=20', 'planned')
  const {
    public_url,
    admin_url,
    shell_url,
    admin_key_secret: secret,
  } = Outputs.parse(JSON.parse((await ran(terraform, 'output', '-json')).output))
  const adminKey = gcloud(
    'secrets',
    'versions',
    'access',
    'latest',
    `--secret=${secret.value}`,
    `--project=${project}`,
  )
  if (to.sessionImage)
    await smoke(
      {
        publicUrl: public_url.value,
        adminUrl: admin_url.value,
        shellUrl: shell_url.value,
        adminKey,
      },
      say,
    )
  else say('no session is tried: --session-image names none')
  say(
    `\n  public  ${public_url.value}\n  admin   ${admin_url.value}   (key: gcloud secrets versions access latest --secret=${secret.value})`,
  )
}

/** What Terraform made goes; what refuses to, says so. The bucket of its state is left, and named. */
export async function destroyAtGoogle(to: To): Promise<void> {
  await initialised(to)
  const env = { ...process.env, ...variables(to), TF_VAR_image: unpushed(to) }
  const terraform = terraformIn(folder, env, (text) => process.stdout.write(text))
  if (to.isPlan) {
    await ran(terraform, 'plan', '-destroy', '-input=false', `-var-file=${to.varFile}`)
    return
  }
  await ran(terraform, 'destroy', '-input=false', '-auto-approve', `-var-file=${to.varFile}`)
  to.say(
    `nothing is left but the bucket of Terraform's state: gcloud storage rm -r gs://${stateBucket(to)}`,
  )
}

const variables = ({ project, region, sessionImage }: To) => ({
  TF_VAR_project: project,
  TF_VAR_region: region,
  ...(sessionImage ? { TF_VAR_session_image: sessionImage } : {}),
})

const stateBucket = ({ project }: To) => `${project}-onmemos-terraform`

/** Terraform's state is in a bucket of the project, with its versions: made here, since nothing else can be before it. */
async function initialised(to: To) {
  const bucket = stateBucket(to)
  if (!has('storage', 'buckets', 'describe', `gs://${bucket}`)) {
    if (to.isPlan)
      throw new Error(
        `there is no gs://${bucket} for Terraform's state yet: the first deployment makes it`,
      )
    gcloud(
      'storage',
      'buckets',
      'create',
      `gs://${bucket}`,
      `--project=${to.project}`,
      `--location=${to.region}`,
      '--uniform-bucket-level-access',
      '--public-access-prevention',
    )
    gcloud('storage', 'buckets', 'update', `gs://${bucket}`, '--versioning')
  }
  const terraform = terraformIn(folder, { ...process.env, ...variables(to) })
  await ran(
    terraform,
    'init',
    '-input=false',
    '-reconfigure',
    `-backend-config=bucket=${bucket}`,
    '-backend-config=prefix=onmemos',
  )
  return terraform
}

const repository = ({ project, region }: To) => `${region}-docker.pkg.dev/${project}/onmemos`

/** Where there is nothing to push to, Terraform makes that first. */
async function push(to: To): Promise<string> {
  const { region, say, varFile } = to
  const tag = `${repository(to)}/plane:latest`
  const first = terraformIn(folder, {
    ...process.env,
    ...variables(to),
    TF_VAR_image: unpushed(to),
  })
  await ran(
    first,
    'apply',
    '-input=false',
    '-auto-approve',
    `-var-file=${varFile}`,
    '-target=google_artifact_registry_repository.images',
  )
  gcloud('auth', 'configure-docker', `${region}-docker.pkg.dev`, '--quiet')
  execFileSync('docker', ['build', '--platform=linux/amd64', '--tag', tag, image], {
    stdio: 'inherit',
  })
  execFileSync('docker', ['push', tag], { stdio: 'inherit' })
  const digest = execFileSync('docker', ['inspect', '--format={{index .RepoDigests 0}}', tag])
    .toString()
    .trim()
  say(`pushed ${digest}`)
  return digest
}

/** Stands where an image is asked for and none is read. */
const unpushed = (to: To) => `${repository(to)}/plane@sha256:${'0'.repeat(64)}`

const gcloud = (...args: readonly string[]): string =>
  execFileSync('gcloud', [...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    .toString()
    .trim()

const has = (...args: readonly string[]): boolean => {
  try {
    gcloud(...args)
    return true
  } catch {
    return false
  }
}

const Text = z.object({ value: z.string() })
const Outputs = z.object({
  public_url: Text,
  admin_url: Text,
  shell_url: Text,
  admin_key_secret: Text,
})

import { execFileSync } from 'node:child_process'

interface Wanted {
  readonly project: string
  readonly isPlan: boolean
}

/** How a program is asked something; a test answers in its place. */
export type Ask = (program: string, args: readonly string[]) => string | undefined

/** Says all that stands in the way at once, each with how to get it out of the way. */
export function preflight(wanted: Wanted, ask: Ask = asked): void {
  const missing = checks(wanted).flatMap(({ program, args, holds = () => true, otherwise }) => {
    const answer = ask(program, args)
    return answer !== undefined && holds(answer) ? [] : [otherwise]
  })
  if (missing.length > 0)
    throw new Error(
      `before this can be deployed:\n${missing.map((line) => `  ✖ ${line}`).join('\n')}`,
    )
}

interface Check {
  readonly program: string
  readonly args: readonly string[]
  readonly holds?: (answer: string) => boolean
  readonly otherwise: string
}

const checks = ({ project, isPlan }: Wanted): readonly Check[] => [
  {
    program: 'terraform',
    args: ['version', '-json'],
    holds: (answer) => isNewEnough(/"terraform_version": *"(\d+)\.(\d+)/.exec(answer)),
    otherwise: 'Terraform 1.11 or later: https://developer.hashicorp.com/terraform/install',
  },
  ...(isPlan
    ? []
    : [
        {
          program: 'docker',
          args: ['version', '--format', '{{.Server.Version}}'],
          otherwise:
            'a Docker daemon, which builds and pushes the image: start it, or install Docker',
        },
      ]),
  {
    program: 'gcloud',
    args: ['auth', 'application-default', 'print-access-token'],
    otherwise: 'credentials for Terraform: gcloud auth application-default login',
  },
  {
    program: 'gcloud',
    args: ['projects', 'describe', project, '--format=value(lifecycleState)'],
    holds: (answer) => answer === 'ACTIVE',
    otherwise: `the project ${project}, and the right to see it: gcloud projects create ${project}`,
  },
  {
    program: 'gcloud',
    args: ['billing', 'projects', 'describe', project, '--format=value(billingEnabled)'],
    holds: (answer) => /true/i.test(answer),
    otherwise: `a billing account for it: gcloud billing projects link ${project} --billing-account=…`,
  },
  {
    program: 'gcloud',
    args: ['services', 'list', '--enabled', `--project=${project}`, '--format=value(config.name)'],
    holds: (answer) =>
      answer.includes('serviceusage.googleapis.com') &&
      answer.includes('cloudresourcemanager.googleapis.com'),
    otherwise: `the services by which all others are switched on: gcloud services enable serviceusage.googleapis.com cloudresourcemanager.googleapis.com --project=${project}`,
  },
  {
    program: 'gcloud',
    args: ['projects', 'get-iam-policy', project, '--format=value(bindings.role)'],
    otherwise: `the right to change its policy: roles/owner on ${project}, or roles/editor with roles/resourcemanager.projectIamAdmin, roles/iam.roleAdmin, roles/run.admin and roles/secretmanager.admin`,
  },
]

const isNewEnough = (version: RegExpExecArray | null) => {
  const [major = 0, minor = 0] = (version?.slice(1) ?? []).map(Number)
  return major > 1 || (major === 1 && minor >= 11)
}

function asked(program: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync(program, [...args], { stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim()
  } catch {
    return undefined
  }
}

import { GoogleAuth } from 'google-auth-library'
import type { Backend } from '../../shared/contract/topics.ts'
import type { Bench } from '../conformance/bench.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** What each backend has to be told before it can be tried for real, and what may be said beside it. */
export const wanted: Readonly<
  Record<Backend, { readonly must: readonly string[]; readonly may: readonly string[] } | null>
> = {
  local: null,
  docker: {
    must: ['ONMEMOS_DOCKER_HOST'],
    may: ['ONMEMOS_DOCKER_IMAGES', 'ONMEMOS_DOCKER_RUNTIME'],
  },
  cloud_run: {
    must: ['PROJECT_ID', 'ONMEMOS_CLOUD_RUN_IMAGE'],
    may: [
      'REGION',
      'ONMEMOS_CLOUD_RUN_FALLBACK_REGIONS',
      'ONMEMOS_CLOUD_RUN_CALLERS',
      'RUN_API_URL',
    ],
  },
  gke: {
    must: ['PROJECT_ID', 'GKE_CLUSTER', 'GKE_AGENT_IMAGE'],
    may: [
      'ONMEMOS_KUBERNETES_URL',
      'GKE_IMAGES',
      'GKE_DEFAULT_IMAGE',
      'GKE_REACH',
      'GKE_RUNTIME_CLASS',
    ],
  },
}

/** Why a backend cannot be tried for real, each a sentence that says what to do; nothing where it can. */
export async function problemsOf(backend: Backend, env: Environment): Promise<readonly string[]> {
  const names = wanted[backend]
  if (!names) return [`${backend} is this machine itself: leave --live out`]
  const unset = names.must.filter((name) => !env[name])
  const problems = unset.map((name) => `set ${name} (npm run config says what it means)`)
  const isGoogles = names.must.includes('PROJECT_ID') && env.ONMEMOS_GOOGLE_CREDENTIALS !== 'none'
  if (isGoogles && !(await hasCredentials())) {
    problems.push(
      'say who you are to Google: `gcloud auth application-default login`, or GOOGLE_APPLICATION_CREDENTIALS with the path of a key',
    )
  }
  return problems
}

const hasCredentials = () =>
  new GoogleAuth().getApplicationDefault().then(
    () => true,
    () => false,
  )

/** The real thing, as the environment names it. What earlier runs left under this deployment's name goes first. */
export const liveBench = (backend: Backend): Bench => ({
  missing: () => null,
  raise: async () => {
    const { must = [], may = [] } = wanted[backend] ?? {}
    const named = [...must, ...may, 'ONMEMOS_GOOGLE_CREDENTIALS']
    const settings = Object.fromEntries(
      named.flatMap((name) => {
        const value = process.env[name]
        return value ? [[name, value]] : []
      }),
    )
    return {
      settings: { ...settings, ONMEMOS_DEPLOYMENT: liveDeployment },
      close: async () => undefined,
    }
  },
})

/** What tells the boxes of this suite from those of a deployment in the same project. */
export const liveDeployment = 'onmemos-conformance'

import { iamApp } from '../../../emulators/iam/app.ts'
import type { State as Iam } from '../../../emulators/iam/state.ts'
import { kubernetesApp } from '../../../emulators/kubernetes/app.ts'
import { clusterOver } from '../../../emulators/kubernetes/clusterOver.ts'
import type { State as Kubernetes } from '../../../emulators/kubernetes/state.ts'
import { googleIdentities } from '../../../shared/identities/google.ts'
import type { Identities } from '../../../shared/identities/identities.ts'
import type { Outside } from './outside.ts'

/** Identities as one process reaches them: IAM and a cluster that outlive it, without a socket between. */
export function identitiesOver(iam: Iam, kubernetes: Kubernetes, outside: Outside): Identities {
  const apps = {
    'http://google': iamApp(iam),
    'http://cluster': kubernetesApp(clusterOver(kubernetes)),
  }
  return googleIdentities({
    call: async ({ method, url, body, contentType = 'application/json' }) =>
      outside(`${method} ${url}`, async () => {
        const app = url.startsWith('http://google') ? apps['http://google'] : apps['http://cluster']
        const headers = { 'content-type': contentType }
        const answer = await app.request(url, {
          method,
          ...(body ? { body: JSON.stringify(body), headers } : {}),
        })
        return { status: answer.status, body: await answer.json() }
      }),
    projectId: 'emulated',
    deployment: 'emulated',
    iamUrl: 'http://google',
    projectsUrl: 'http://google',
    kubernetesUrl: 'http://cluster',
    roles: ['roles/logging.logWriter'],
  })
}

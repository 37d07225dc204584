import {
  type Accounts,
  accountUrl,
  emailOf,
  listAccounts,
  makeAccount,
  removeAccount,
} from './accounts.ts'
import type { Call } from './call.ts'
import { apply, type Cluster, namespacesLabelled, removeNamespace } from './cluster.ts'
import type { Identities } from './identities.ts'
import { bind, unbind } from './policy.ts'

export interface GoogleIdentitySettings {
  readonly call: Call
  readonly projectId: string
  /** Tells the identities of this deployment from those of another in the same project. */
  readonly deployment: string
  readonly iamUrl: string
  readonly projectsUrl: string
  readonly kubernetesUrl: string
  /** What every workspace may do in the project; nothing, unless the deployment says so. */
  readonly roles: readonly string[]
}

/**
 * An identity is a Kubernetes namespace with one service account in it, and one Google service account that this one, and
 * no other, may act as. The workspace's id names all three, so that each is found again by whoever comes after a crash.
 */
export function googleIdentities(settings: GoogleIdentitySettings): Identities {
  const { projectId, deployment, roles, projectsUrl } = settings
  const accounts: Accounts = settings
  const cluster: Cluster = settings
  const project = `${projectsUrl}/v1/projects/${projectId}`
  const described = (workspaceId: string) => `workspace ${workspaceId} of ${deployment}`
  const namesOf = (workspaceId: string) => ({
    namespace: workspaceId,
    kubernetesAccount: 'workspace',
    googleAccountEmail: emailOf(accounts, workspaceId),
  })
  return {
    namesOf,

    async provision({ workspaceId, accountId }) {
      const { namespace, kubernetesAccount, googleAccountEmail } = namesOf(workspaceId)
      await makeAccount(accounts, workspaceId, described(workspaceId))
      for (const role of roles) {
        await bind(settings.call, project, role, `serviceAccount:${googleAccountEmail}`)
      }
      const labels = { [label('workspace')]: workspaceId, [label('deployment')]: deployment }
      await apply(cluster, 'namespaces', {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: {
          name: namespace,
          labels: { ...labels, [label('account')]: accountId, ...restricted },
        },
      })
      await apply(cluster, 'networkpolicies', closedTo(namespace, labels))
      await apply(cluster, 'serviceaccounts', {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: {
          name: kubernetesAccount,
          namespace,
          labels,
          annotations: { 'iam.gke.io/gcp-service-account': googleAccountEmail },
        },
        // Only the metadata server gives it a token: none lies about in its pods.
        automountServiceAccountToken: false,
      })
      await bind(
        settings.call,
        accountUrl(accounts, workspaceId),
        'roles/iam.workloadIdentityUser',
        `serviceAccount:${projectId}.svc.id.goog[${namespace}/${kubernetesAccount}]`,
      )
    },

    async remove(workspaceId) {
      const { namespace, googleAccountEmail } = namesOf(workspaceId)
      // One that is deleted before its roles stays in the policy as `deleted:serviceAccount:…?uid=…`.
      const mentions = new RegExp(
        `^(deleted:)?serviceAccount:${literally(googleAccountEmail)}(\\?|$)`,
      )
      await unbind(settings.call, project, (member) => mentions.test(member))
      await removeAccount(accounts, workspaceId)
      await removeNamespace(cluster, namespace)
    },

    async list() {
      const found = await listAccounts(accounts)
      const ours = found.flatMap(({ email, description }) => {
        const [id = ''] = email.split('@')
        return description === described(id) ? [id] : []
      })
      // Namespaces of accounts, in which sessions run without a workspace, are nobody's identity.
      const selector = `${label('deployment')}=${deployment},${label('workspace')}`
      return [...new Set([...ours, ...(await namespacesLabelled(cluster, selector))])]
    },
  }
}

const label = (name: string) => `onmemos.dev/${name}`

/** The strictest of Kubernetes' own profiles for pods. */
const restricted = { 'pod-security.kubernetes.io/enforce': 'restricted' }

/** Nothing comes in from other workspaces, or from anywhere else. */
const closedTo = (namespace: string, labels: Readonly<Record<string, string>>) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'closed', namespace, labels },
  spec: { podSelector: {}, policyTypes: ['Ingress'] },
})

const literally = (text: string) => text.replaceAll(/[.@-]/g, '\\$&')

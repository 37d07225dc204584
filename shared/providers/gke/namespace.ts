import type {
  KubernetesObject,
  V1LimitRange,
  V1NetworkPolicy,
  V1NetworkPolicySpec,
  V1ResourceQuota,
  V1ServiceAccount,
} from '@kubernetes/client-node'
import { bucketLabel, deploymentLabel } from './names.ts'
import { agentPort, type GkeOptions } from './options.ts'
import { serviceAccountName } from './pod.ts'

/** A namespace of sessions, and all that it has before the first of them: what bounds them, and what they may reach. */
export function namespaceObjects(
  { deployment, egress }: Pick<GkeOptions, 'deployment' | 'egress'>,
  namespace: string,
): readonly [KubernetesObject, ...KubernetesObject[]] {
  const labels = { [deploymentLabel]: deployment }
  const inside = { namespace, labels }
  const policy = (
    name: string,
    spec: Omit<V1NetworkPolicySpec, 'podSelector'>,
    podSelector: V1NetworkPolicySpec['podSelector'] = {},
  ): V1NetworkPolicy => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, ...inside },
    spec: { podSelector, ...spec },
  })
  const account: V1ServiceAccount = {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: serviceAccountName, ...inside },
    automountServiceAccountToken: false,
  }
  const quota: V1ResourceQuota = {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'sessions', ...inside },
    spec: { hard: { pods: '200', 'requests.cpu': '400', 'requests.memory': '1600Gi' } },
  }
  const range: V1LimitRange = {
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: { name: 'sessions', ...inside },
    spec: {
      limits: [
        {
          type: 'Container',
          max: { cpu: '8', memory: '32Gi' },
          _default: least,
          defaultRequest: least,
        },
      ],
    },
  }
  return [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: namespace,
        labels: { ...labels, 'pod-security.kubernetes.io/enforce': 'restricted' },
      },
    },
    account,
    quota,
    range,
    policy('sessions', {
      policyTypes: ['Ingress', 'Egress'],
      // Who runs the control plane inside the cluster labels its namespace; nobody else comes in.
      ingress: [
        {
          _from: [{ namespaceSelector: { matchLabels: { 'onmemos.dev/control-plane': 'true' } } }],
          ports: [{ protocol: 'TCP', port: agentPort }],
        },
      ],
      egress: [names, ...(egress === 'internet' ? [internet] : [])],
    }),
    policy(
      'buckets',
      { policyTypes: ['Egress'], egress: [metadataServer] },
      { matchLabels: { [bucketLabel]: 'true' } },
    ),
  ]
}

const least = { cpu: '250m', memory: '256Mi' }

/** Names of hosts are asked of the cluster's own resolver, and of nobody else. */
const names = {
  to: [
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
      podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
    },
  ],
  ports: [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ],
}

/** Anything that is no private network: not the cluster, not the VPC, not the metadata server. */
const internet = {
  to: [
    {
      ipBlock: {
        cidr: '0.0.0.0/0',
        except: [
          '10.0.0.0/8',
          '100.64.0.0/10',
          '169.254.0.0/16',
          '172.16.0.0/12',
          '192.168.0.0/16',
        ],
      },
    },
  ],
}

/** Where GKE proves a pod's service account, by either of its data planes. */
const metadataServer = {
  to: [{ ipBlock: { cidr: '169.254.169.254/32' } }, { ipBlock: { cidr: '169.254.169.252/32' } }],
  ports: [
    { protocol: 'TCP', port: 80 },
    { protocol: 'TCP', port: 988 },
  ],
}

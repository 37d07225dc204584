import { type AgentBoot, bootVariable } from '../../agents/launch.ts'
import { instant } from '../../platform/clock.ts'
import { newSecret } from '../../platform/ids.ts'
import { limits } from '../../platform/limits.ts'
import { BoxRefused, type BoxSpec, mountPaths } from '../provider.ts'
import { bootKey } from './keys.ts'
import { labelsOf } from './names.ts'
import type { CloudRunOptions } from './options.ts'
import { shapeOf } from './shape.ts'

/** The service that is a session's box, as Cloud Run is asked for it. */
export function order(options: CloudRunOptions, spec: BoxSpec): object {
  const shape = shapeOf(spec)
  if (!shape)
    throw new BoxRefused('Cloud Run has no machine of that many processors and that much memory')
  const labels = labelsOf(options, spec)
  const serviceAccount = options.serviceAccount(spec.workspaceId ?? undefined)
  return {
    labels,
    template: {
      labels,
      // None while nobody asks, and never a second one, in which nothing of the session would be.
      scaling: { minInstanceCount: 0, maxInstanceCount: 1 },
      maxInstanceRequestConcurrency: requestsAtOnce,
      sessionAffinity: true,
      timeout: { seconds: requestSecondsMax },
      executionEnvironment: 'EXECUTION_ENVIRONMENT_GEN2',
      ...(serviceAccount ? { serviceAccount } : {}),
      ...(spec.gpu ? withGpu(spec.gpu) : {}),
      volumes: [
        { name: 'workspace', emptyDir: { medium: 'MEMORY', sizeLimit: `${spec.diskMb}Mi` } },
        ...storageOf(spec).map(({ volume }) => volume),
      ],
      containers: [
        {
          image: options.image,
          ports: [{ containerPort: 8080 }],
          // A command goes on while no request is under way.
          resources: { limits: shape, cpuIdle: false, startupCpuBoost: true },
          env: [{ name: bootVariable, value: JSON.stringify(boot(options, spec)) }],
          volumeMounts: [
            { name: 'workspace', mountPath: workspace },
            ...storageOf(spec).map(({ volume: { name }, mountPath }) => ({ name, mountPath })),
          ],
        },
      ],
    },
  }
}

/** In one zone, which is what the price list has; a second one would be kept ready, and paid for. */
const withGpu = (accelerator: string) => ({
  nodeSelector: { accelerator },
  gpuZonalRedundancyDisabled: true,
})

/**
 * What whoever may look at the service sees: a key that is good until the box is adopted, and no longer. The session's own
 * key, its environment and its lease are told to the agent itself.
 */
const boot = (options: CloudRunOptions, { sessionId, turn = 0 }: BoxSpec): AgentBoot => ({
  agentKey: bootKey(options, sessionId, turn),
  stopKey: newSecret(),
  leaseEndsAt: instant(Date.now() + limits.provisioningSecondsMax * 1_000),
  directory: '/run/onmemos',
  owner: { uid: userId, gid: userId },
  ownedDirectories: [workspace, home],
  env: {},
  cwd: workspace,
  ownsPidNamespace: true,
})

/** Every command's environment, beside what the session brings. */
export const commandEnvironment = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/home/user',
  USER: 'user',
  LOGNAME: 'user',
  SHELL: '/bin/bash',
  LANG: 'C.UTF-8',
} as const

function storageOf({ storage }: BoxSpec) {
  const owned = [`uid=${userId}`, `gid=${userId}`]
  const bucket = storage?.bucket && {
    volume: { name: 'bucket', gcs: { bucket: storage.bucket, mountOptions: owned } },
    mountPath: mountPaths.bucket,
  }
  const share = storage?.filestore && {
    volume: {
      name: 'filestore',
      nfs: { server: storage.filestore.ip, path: `/${storage.filestore.share}` },
    },
    mountPath: mountPaths.filestore,
  }
  return [...(bucket ? [bucket] : []), ...(share ? [share] : [])]
}

const workspace = '/workspace'
const home = '/home/user'
/** The user of the image that commands run as. */
const userId = 1_000
/** Terminals and streams are requests that last. */
const requestsAtOnce = 250
/** The longest that Cloud Run lets a request take. A terminal that is cut then resumes at its offset. */
const requestSecondsMax = 3_600

import * as z from 'zod'
import type { Stored } from '../state.ts'

/** What the machine that runs a pod reads of it. What is not here it is silent about; see the README. */
export const podOf = (object: Stored): Pod => Pod.parse(object)

const strings = z.record(z.string(), z.string())
const quantities = z.record(z.string(), z.union([z.string(), z.number()]).transform(String))
const keyOf = z.looseObject({
  name: z.string().default(''),
  key: z.string(),
  optional: z.boolean().optional(),
})
const sourceOf = z.looseObject({ name: z.string().default(''), optional: z.boolean().optional() })
const fieldRef = z.looseObject({ fieldPath: z.string() })
const items = z.array(z.looseObject({ key: z.string(), path: z.string() })).optional()

const EnvironmentVariable = z.looseObject({
  name: z.string(),
  value: z.string().optional(),
  valueFrom: z
    .looseObject({
      configMapKeyRef: keyOf.optional(),
      secretKeyRef: keyOf.optional(),
      fieldRef: fieldRef.optional(),
      resourceFieldRef: z.looseObject({ resource: z.string() }).optional(),
    })
    .optional(),
})
export type EnvironmentVariable = z.output<typeof EnvironmentVariable>

const SecurityContext = z.looseObject({
  runAsUser: z.number().optional(),
  runAsGroup: z.number().optional(),
  runAsNonRoot: z.boolean().optional(),
  readOnlyRootFilesystem: z.boolean().optional(),
  capabilities: z
    .looseObject({
      add: z.array(z.string()).optional(),
      drop: z.array(z.string()).optional(),
    })
    .optional(),
})

const Probe = z.looseObject({
  exec: z.looseObject({ command: z.array(z.string()).default([]) }).optional(),
  tcpSocket: z.looseObject({ port: z.union([z.number(), z.string()]) }).optional(),
  httpGet: z
    .looseObject({ port: z.union([z.number(), z.string()]), path: z.string().default('/') })
    .optional(),
  initialDelaySeconds: z.number().default(0),
  periodSeconds: z.number().default(10),
  timeoutSeconds: z.number().default(1),
  successThreshold: z.number().default(1),
  failureThreshold: z.number().default(3),
})
export type Probe = z.output<typeof Probe>

const Container = z.looseObject({
  name: z.string(),
  image: z.string(),
  command: z.array(z.string()).optional(),
  args: z.array(z.string()).optional(),
  workingDir: z.string().optional(),
  env: z.array(EnvironmentVariable).default([]),
  envFrom: z
    .array(
      z.looseObject({
        prefix: z.string().default(''),
        configMapRef: sourceOf.optional(),
        secretRef: sourceOf.optional(),
      }),
    )
    .default([]),
  ports: z
    .array(z.looseObject({ name: z.string().optional(), containerPort: z.number() }))
    .default([]),
  volumeMounts: z
    .array(
      z.looseObject({
        name: z.string(),
        mountPath: z.string(),
        subPath: z.string().optional(),
        readOnly: z.boolean().optional(),
      }),
    )
    .default([]),
  resources: z
    .looseObject({ limits: quantities.default({}), requests: quantities.default({}) })
    .default({ limits: {}, requests: {} }),
  securityContext: SecurityContext.default({}),
  stdin: z.boolean().default(false),
  stdinOnce: z.boolean().default(false),
  tty: z.boolean().default(false),
  startupProbe: Probe.optional(),
  readinessProbe: Probe.optional(),
  livenessProbe: Probe.optional(),
  lifecycle: z
    .looseObject({
      preStop: z
        .looseObject({ exec: z.looseObject({ command: z.array(z.string()) }).optional() })
        .optional(),
    })
    .optional(),
  restartPolicy: z.string().optional(),
})
export type Container = z.output<typeof Container>

const Projected = z.looseObject({
  sources: z
    .array(
      z.looseObject({
        secret: sourceOf.extend({ items }).optional(),
        configMap: sourceOf.extend({ items }).optional(),
        downwardAPI: z
          .looseObject({
            items: z.array(z.looseObject({ path: z.string(), fieldRef })).default([]),
          })
          .optional(),
        serviceAccountToken: z
          .looseObject({ path: z.string(), expirationSeconds: z.number().optional() })
          .optional(),
      }),
    )
    .default([]),
})

const Volume = z.looseObject({
  name: z.string(),
  emptyDir: z
    .looseObject({ medium: z.string().optional(), sizeLimit: z.string().optional() })
    .optional(),
  configMap: sourceOf.extend({ items }).optional(),
  secret: z
    .looseObject({ secretName: z.string(), optional: z.boolean().optional(), items })
    .optional(),
  persistentVolumeClaim: z
    .looseObject({ claimName: z.string(), readOnly: z.boolean().optional() })
    .optional(),
  projected: Projected.optional(),
  csi: z
    .looseObject({
      driver: z.string(),
      readOnly: z.boolean().optional(),
      volumeAttributes: strings.default({}),
    })
    .optional(),
  downwardAPI: z
    .looseObject({ items: z.array(z.looseObject({ path: z.string(), fieldRef })).default([]) })
    .optional(),
})
export type Volume = z.output<typeof Volume>

const Pod = z.looseObject({
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string(),
    uid: z.string(),
    labels: strings.default({}),
    annotations: strings.default({}),
    deletionTimestamp: z.string().optional(),
    deletionGracePeriodSeconds: z.number().optional(),
  }),
  spec: z.looseObject({
    containers: z.array(Container),
    initContainers: z.array(Container).default([]),
    volumes: z.array(Volume).default([]),
    restartPolicy: z.enum(['Always', 'OnFailure', 'Never']).default('Always'),
    activeDeadlineSeconds: z.number().optional(),
    terminationGracePeriodSeconds: z.number().default(30),
    serviceAccountName: z.string().default('default'),
    hostname: z.string().optional(),
    securityContext: SecurityContext.extend({ fsGroup: z.number().optional() }).default({}),
  }),
  status: z
    .looseObject({ phase: z.string().default('Pending'), startTime: z.string().optional() })
    .default({ phase: 'Pending' }),
})
export type Pod = z.output<typeof Pod>

import type { Context } from 'hono'
import * as z from 'zod'
import type { Cluster } from './cluster.ts'
import type { Stored } from './state.ts'

/** Whether the client wants to be told what to print, as kubectl does. */
export const wantsTable = ({ req }: Context) => /;as=Table/.test(req.header('accept') ?? '')

/** One object, or a list's, as a table for people. */
export function tableOf(cluster: Cluster, objects: readonly Stored[], metadata: object = {}) {
  const isOfPods = objects.some(({ kind }) => kind === 'Pod')
  const headings = isOfPods ? ['Name', 'Ready', 'Status', 'Restarts', 'Age'] : ['Name', 'Age']
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: headings.map((name) => ({
      name,
      type: 'string',
      format: name === 'Name' ? 'name' : '',
      description: '',
      priority: 0,
    })),
    rows: objects.map((object) => ({
      cells: isOfPods ? podCells(cluster, object) : cells(cluster, object),
      object: {
        kind: 'PartialObjectMetadata',
        apiVersion: 'meta.k8s.io/v1',
        metadata: object.metadata,
      },
    })),
  }
}

const cells = (cluster: Cluster, { metadata }: Stored) => [
  metadata.name,
  ageOf(cluster, metadata.creationTimestamp),
]

const Reason = z.looseObject({ reason: z.string().optional() }).optional()
const Status = z.looseObject({
  phase: z.string().default('Pending'),
  reason: z.string().optional(),
  containerStatuses: z
    .array(
      z.looseObject({
        ready: z.boolean(),
        restartCount: z.number(),
        state: z.looseObject({ waiting: Reason, terminated: Reason }),
      }),
    )
    .default([]),
})

function podCells(cluster: Cluster, { metadata, status, spec }: Stored) {
  const { phase, reason, containerStatuses } = Status.parse(status ?? {})
  const states = containerStatuses.map(
    ({ state }) => state.waiting?.reason ?? state.terminated?.reason,
  )
  const said = metadata.deletionTimestamp
    ? 'Terminating'
    : (reason ?? states.find(Boolean) ?? phase)
  const ready = containerStatuses.filter((one) => one.ready).length
  const restarts = containerStatuses.reduce((sum, { restartCount }) => sum + restartCount, 0)
  return [
    metadata.name,
    `${ready}/${Object(spec).containers?.length ?? 0}`,
    said,
    String(restarts),
    ageOf(cluster, metadata.creationTimestamp),
  ]
}

function ageOf({ time }: Cluster, since: string): string {
  const seconds = Math.max(0, Math.floor((Date.parse(time.now()) - Date.parse(since)) / 1_000))
  if (seconds < 120) return `${seconds}s`
  if (seconds < 7_200) return `${Math.floor(seconds / 60)}m`
  return seconds < 172_800 ? `${Math.floor(seconds / 3_600)}h` : `${Math.floor(seconds / 86_400)}d`
}

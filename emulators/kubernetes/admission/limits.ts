import * as z from 'zod'
import type { Cluster } from '../cluster.ts'
import { kindNamed } from '../kinds.ts'
import { amountOf } from '../quantity.ts'
import { forbidden } from '../refusal.ts'
import type { Stored } from '../state.ts'
import { type Container, eachContainer, Quantities, type Spec } from './pod.ts'

const LimitRange = z.looseObject({
  spec: z.looseObject({
    limits: z.array(
      z.looseObject({
        type: z.string(),
        default: Quantities.optional(),
        defaultRequest: Quantities.optional(),
        min: Quantities.default({}),
        max: Quantities.default({}),
      }),
    ),
  }),
})
type Limit = z.output<typeof LimitRange>['spec']['limits'][number]

/** With the limits and requests that its namespace gives where it names none; refused where it names too much. */
export function withinLimits({ store }: Cluster, pod: Stored, spec: Spec): Spec {
  const { namespace = '', name } = pod.metadata
  const limits = store
    .all({ kind: kindNamed('LimitRange'), namespace })
    .flatMap((object) => LimitRange.parse(object).spec.limits)
    .filter(({ type }) => type === 'Container')
  const limited = eachContainer(spec, (container) => limits.reduce(withDefaults, container))
  const all = [...limited.containers, ...(limited.initContainers ?? [])]
  const wrong = limits.flatMap((limit) => all.flatMap((container) => errorsIn(container, limit)))
  if (wrong.length === 0) return limited
  const said = wrong.length === 1 ? wrong[0] : `[${wrong.join(', ')}]`
  throw forbidden(kindNamed('Pod'), name, String(said))
}

function withDefaults(container: Container, limit: Limit): Container {
  const { limits = {}, requests = {} } = container.resources
  const max = { ...limit.default, ...limits }
  return {
    ...container,
    resources: {
      ...container.resources,
      limits: max,
      // What is limited by the container itself is requested as much; else the namespace says how much.
      requests: { ...limit.default, ...limit.defaultRequest, ...limits, ...requests },
    },
  }
}

function errorsIn({ resources }: Container, { min, max }: Limit): readonly string[] {
  const { limits = {}, requests = {} } = resources
  const low = Object.entries(min).flatMap(([name, least]) => {
    const asked = requests[name]
    if (asked !== undefined && amountOf(asked) >= amountOf(least)) return []
    return [`minimum ${name} usage per Container is ${least}, ${but(asked, 'request')}`]
  })
  const high = Object.entries(max).flatMap(([name, most]) => {
    const asked = limits[name]
    if (asked !== undefined && amountOf(asked) <= amountOf(most)) return []
    return [`maximum ${name} usage per Container is ${most}, ${but(asked, 'limit')}`]
  })
  return [...low, ...high]
}

const but = (asked: string | undefined, what: string) =>
  asked === undefined ? `but no ${what} is specified` : `but ${what} is ${asked}`

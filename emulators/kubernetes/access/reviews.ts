import * as z from 'zod'
import { bodyOf } from '../body.ts'
import type { Exchange } from '../exchange.ts'
import { apiVersionOf } from '../kinds.ts'
import { Refusal } from '../refusal.ts'
import { isAllowed } from './authorise.ts'
import { rulesFor } from './rules.ts'
import type { User } from './users.ts'

const Attributes = z.looseObject({
  namespace: z.string().default(''),
  verb: z.string().default(''),
  group: z.string().default(''),
  resource: z.string().default(''),
  subresource: z.string().default(''),
  name: z.string().default(''),
})

const Review = z.looseObject({
  spec: z
    .looseObject({
      resourceAttributes: Attributes.optional(),
      namespace: z.string().optional(),
      user: z.string().default(''),
      groups: z.array(z.string()).nullish(),
      token: z.string().optional(),
    })
    .default({ user: '' }),
})
type Review = z.output<typeof Review>

/** Questions about who may do what: made like objects, answered at once, kept nowhere. */
type Answer = (exchange: Exchange, review: Review) => object

const answers = {
  selfsubjectaccessreviews: ({ cluster, user }, { spec }) => decision(cluster, user, spec),
  subjectaccessreviews: ({ cluster }, { spec }) =>
    decision(cluster, { name: spec.user, groups: spec.groups ?? [] }, spec),
  selfsubjectrulesreviews: ({ cluster, user }, { spec }) => ({
    incomplete: false,
    resourceRules: rulesFor(cluster, user, spec.namespace ?? ''),
    nonResourceRules: [],
  }),
  selfsubjectreviews: ({ user }) => ({ userInfo: { username: user.name, groups: user.groups } }),
  tokenreviews: ({ users }, { spec }) => {
    try {
      const user = users.of(`Bearer ${spec.token}`)
      return { authenticated: true, user: { username: user.name, groups: user.groups } }
    } catch (cause) {
      if (!(cause instanceof Refusal)) throw cause
      return { authenticated: false, error: cause.message }
    }
  },
} satisfies Readonly<Record<string, Answer>>

export const reviews = Object.fromEntries(
  Object.entries(answers).map(([plural, answer]: [string, Answer]) => [
    `${plural}/`,
    async (exchange: Exchange) => {
      const { kind } = exchange.asked
      const review = Review.parse((await bodyOf(exchange.context)) ?? {})
      const status = answer(exchange, review)
      const told = { ...review, kind: kind.kind, apiVersion: apiVersionOf(kind), status }
      return exchange.context.json(told, 201)
    },
  ]),
)

function decision(
  cluster: Exchange['cluster'],
  user: User,
  { resourceAttributes }: Review['spec'],
) {
  if (!resourceAttributes) return { allowed: true }
  const { verb, group, resource, subresource, namespace, name } = resourceAttributes
  const whole = subresource === '' ? resource : `${resource}/${subresource}`
  return { allowed: isAllowed(cluster, user, { verb, group, resource: whole, namespace, name }) }
}

import * as z from 'zod'
import { secrets } from '../identities.ts'

/**
 * What is wrong with a plan (`terraform show -json`) that Terraform itself would carry out: who runs as whom, who may call, what a
 * role may do, what would be lost. Nothing, where nothing is said.
 */
export function problemsWith(plan: unknown): readonly string[] {
  const { resource_changes: changes } = Plan.parse(plan)
  return changes.flatMap((change) => rules.flatMap((rule) => rule(change) ?? []))
}

type Rule = (change: Change) => string | readonly string[] | undefined

/** What may be granted on a whole project: there is no smaller thing to grant it on. */
const projectRoles = new Set(['roles/datastore.user', 'roles/container.developer'])
const onWholeProject = 'google_project_iam_member'
const holdsData = new Set(['google_firestore_database', 'google_storage_bucket'])
const publicServices = new Set(['google_cloud_run_v2_service_iam_member.shell'])
/** Whoever has these can give themselves all else. */
const powers =
  /^(iam|resourcemanager|billing|orgpolicy)\.|^storage\.buckets\.setIamPolicy$|^secretmanager\./

const rules: readonly Rule[] = [
  ({ address, type, change: { actions, after, after_unknown: unknown } }) => {
    if (type !== 'google_cloud_run_v2_service' || !after) return
    const has = (of: unknown) => Service.safeParse(of).data?.template[0]?.service_account
    if (has(after) || has(unknown)) return
    return `${address} has no identity of its own: it would run as the project's default one (${actions.join(', ')})`
  },
  ({ address, type, change: { after } }) => {
    const role = Grant.safeParse(after).data?.role
    if (!role) return
    if (/^roles\/(owner|editor|viewer)$/.test(role))
      return `${address} grants ${role}: name what is needed`
    if (/(^|[.A-Za-z])admin$/i.test(role))
      return `${address} grants ${role}: no code of ours administers`
    if (type === onWholeProject && role.startsWith('roles/') && !projectRoles.has(role)) {
      return `${address} grants ${role} on the whole project: grant it on the one resource, or by a role of our own`
    }
    return
  },
  ({ address, change: { after } }) => {
    const { member, members = [] } = Grant.safeParse(after).data ?? {}
    const all = [member, ...members].find(
      (who) => who === 'allUsers' || who === 'allAuthenticatedUsers',
    )
    if (!all || publicServices.has(address)) return
    return `${address} lets ${all} in: only the shell, which checks keys itself, is open`
  },
  ({ address, type, change: { after } }) => {
    if (type !== 'google_project_iam_custom_role' || !after) return
    return CustomRole.parse(after)
      .permissions.filter((permission) => powers.test(permission))
      .map((permission) => `${address} has ${permission}: whoever has it can give themselves more`)
  },
  ({ address, type, change: { after } }) => {
    if (type !== 'google_cloud_run_v2_service' || !after) return
    const names = new Set(secrets().map(({ name }) => name))
    const env = Service.parse(after).template.flatMap(({ containers }) =>
      containers.flatMap((container) => container.env),
    )
    return env
      .filter(({ name, value }) => names.has(name) && value)
      .map(({ name }) => `${address} has ${name} in the open: take it from the secret`)
  },
  ({ address, type, change: { after } }) => {
    if (type !== 'google_pubsub_subscription' || !after) return
    const { push_config: pushes } = Subscription.parse(after)
    if (pushes.every(({ oidc_token: token }) => token.length > 0)) return
    return `${address} pushes without a token: its function could not tell it from a stranger`
  },
  ({ address, type, change: { after } }) => {
    if (type !== 'google_storage_bucket' || !after) return
    const bucket = Bucket.parse(after)
    if (bucket.public_access_prevention === 'enforced' && bucket.uniform_bucket_level_access) return
    return `${address} could be made public: enforce public_access_prevention and uniform access`
  },
  ({ address, type, change: { actions } }) => {
    if (!holdsData.has(type) || !actions.includes('delete')) return
    return `${address} would be ${actions.includes('create') ? 'replaced' : 'destroyed'}, with all that is in it`
  },
]

const Change = z.object({
  address: z.string(),
  type: z.string(),
  change: z.object({
    actions: z.array(z.string()),
    after: z.record(z.string(), z.unknown()).nullable(),
    after_unknown: z.unknown(),
  }),
})
type Change = z.output<typeof Change>
const Plan = z.object({ resource_changes: z.array(Change).default([]) })

const Service = z.object({
  template: z.array(
    z.object({
      service_account: z.union([z.string(), z.boolean()]).nullish(),
      containers: z
        .array(
          z.object({
            env: z
              .array(z.object({ name: z.string().default(''), value: z.unknown().optional() }))
              .default([]),
          }),
        )
        .default([]),
    }),
  ),
})
const Grant = z.object({
  role: z.string().optional(),
  member: z.string().nullish(),
  members: z.array(z.string()).optional(),
})
const CustomRole = z.object({ permissions: z.array(z.string()) })
const Subscription = z.object({
  push_config: z.array(z.object({ oidc_token: z.array(z.unknown()).default([]) })),
})
const Bucket = z.object({
  public_access_prevention: z.string().nullish(),
  uniform_bucket_level_access: z.boolean().nullish(),
})

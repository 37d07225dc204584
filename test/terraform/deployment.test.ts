import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { may } from '../../emulators/project/grants.ts'
import { kinds } from '../../emulators/terraform/kinds.ts'
import { problemsWith } from '../../tools/terraform/policy.ts'
import { providers } from '../../tools/terraform/types.ts'
import { type Copy, hasTerraform, newTerraform, type Terraform } from '../kit/terraform.ts'

test('every resource that terraform/ may use has a row in the table of kinds', () => {
  const used = Object.values(providers).flatMap(({ resources }) =>
    resources.map((kind) => `google_${kind}`),
  )
  expect(used.filter((type) => !kinds[type])).toEqual([])
})

describe.skipIf(!hasTerraform)('real Terraform (skipped where none is installed)', () => {
  let all: Terraform
  let good: Copy

  beforeAll(async () => {
    all = await newTerraform()
    good = all.copy('good')
    const { status, output } = await good.run('init')
    expect(output).toContain('successfully initialized')
    expect(status).toBe(0)
  })
  afterAll(() => all?.close())

  test('terraform/ is formatted and valid', async () => {
    expect(await good.run('fmt', '-check', '-recursive')).toMatchObject({ status: 0 })
    expect((await good.run('validate')).output).toContain('The configuration is valid')
  })

  test('what is applied is all there is, planned again it is nothing, destroyed nothing is left', async () => {
    expect(problemsWith(await good.plan('-var-file=dev.tfvars'))).toEqual([])
    const applied = await good.run('apply', '-parallelism=30', 'planned')
    expect(applied.output).toContain('Apply complete!')
    const services = all.store
      .all('google_cloud_run_v2_service')
      .map(({ id }) => id.split('/').at(-1))
    expect(services).toEqual(expect.arrayContaining(['onmemos-sessions-create', 'onmemos-shell']))

    const again = await good.run('plan', '-detailed-exitcode', '-var-file=dev.tfvars')
    expect(again).toMatchObject({ status: 0, output: expect.stringContaining('No changes') })
    expect(
      grants.filter(([who, on, what, is]) => may(all.store, ...asked(who, on, what)) !== is),
    ).toEqual([])

    const kept = JSON.stringify([all.store.all(), (await good.run('state', 'pull')).output])
    expect(kept).not.toContain('a-secret-that-is-in-no-state')

    const destroyed = await good.run('destroy', '-auto-approve', '-var-file=dev.tfvars')
    expect(destroyed.output).toContain('Destroy complete!')
    expect(all.store.all()).toEqual([])
  }, 120_000)

  test('a misspelt argument, a missing one and what refers to nothing are caught before anything is made', async () => {
    const copy = all.copy('mistakes')
    copy.change('pubsub.tf', 'max_delivery_attempts', 'max_delivery_attempt')
    copy.change('shell.tf', '  location            = var.region\n', '')
    await copy.run('init')
    const { output } = await copy.run('validate')
    for (const said of [
      'An argument named "max_delivery_attempt" is not expected here',
      'The argument "location" is required',
    ]) {
      expect(asOneLine(output)).toContain(said)
    }
    copy.change('functions.tf', 'google_storage_bucket.archives', 'google_storage_bucket.archive')
    expect(asOneLine((await copy.run('validate')).output)).toContain(
      'A managed resource "google_storage_bucket" "archive" has not been declared',
    )
  })

  test('variables that make no sense are refused, every switch can be on, and idle nothing costs', async () => {
    expect((await good.run('test')).output).toContain('3 passed, 0 failed')
  }, 60_000)

  test('the policy finds what Terraform would carry out all the same', async () => {
    const copy = all.copy('careless')
    copy.change(
      'shell.tf',
      '    service_account                  = google_service_account.identity["shell"].email\n',
      '',
    )
    copy.change('identities.tf', 'role = "roles/datastore.user"', 'role = "roles/editor"')
    copy.change('identities.tf', '"run.executions.cancel"', '"iam.serviceAccounts.actAs"')
    copy.change(
      'pubsub.tf',
      'members = [google_project_service_identity.pubsub.member]',
      'members = ["allUsers"]',
    )
    copy.change('storage.tf', '"enforced"', '"inherited"')
    copy.change(
      'identities.tf',
      'role = google_project_iam_custom_role.looks.name',
      'role = "roles/run.invoker"',
    )
    copy.change(
      'functions.tf',
      '    var.settings,\n',
      '    var.settings, { STRIPE_API_KEY = "in the open" },\n',
    )
    await copy.run('init')
    const problems = problemsWith(await copy.plan('-var-file=dev.tfvars')).join('\n')
    for (const said of [
      'google_cloud_run_v2_service.shell has no identity of its own',
      'google_project_iam_member.identity["jobs/datastore"] grants roles/editor',
      'google_project_iam_custom_role.sessions has iam.serviceAccounts.actAs',
      'google_project_iam_member.identity["shell/looks"] grants roles/run.invoker on the whole project',
      'google_pubsub_topic_iam_binding.dead_letters["session-commands-dead"] lets allUsers in',
      'google_storage_bucket.archives could be made public',
      'google_cloud_run_v2_service.function["jobs-sweep"] has STRIPE_API_KEY in the open',
    ]) {
      expect(problems).toContain(said)
    }
  })
})

/** What each class of trust must be able to do, and may not. The worker of a backend is here the local one's. */
const grants: readonly (readonly [who: string, on: string, what: string, is: boolean])[] = [
  ['public-functions', '', 'datastore.entities.create', true],
  ['public-functions', 'topics/session-commands', 'pubsub.topics.publish', true],
  ['public-functions', 'topics/session-commands-dead', 'pubsub.topics.publish', false],
  ['public-functions', 'secrets/onmemos-session-secret', 'secretmanager.versions.access', true],
  ['public-functions', 'secrets/onmemos-internal-api-key', 'secretmanager.versions.access', false],
  ['public-functions', '', 'storage.buckets.create', true],
  ['public-functions', '', 'run.services.get', true],
  ['public-functions', '', 'run.services.create', false],
  ['public-functions', '', 'run.services.delete', false],
  ['public-functions', 'services/onmemos-overview-get', 'run.routes.invoke', false],
  ['public-functions', 'services/onmemos-workers-sweep', 'run.routes.invoke', false],
  ['public-functions', '', 'resourcemanager.projects.setIamPolicy', false],
  ['admin-functions', 'secrets/onmemos-internal-api-key', 'secretmanager.versions.access', true],
  ['admin-functions', '', 'run.services.list', true],
  ['admin-functions', '', 'run.services.create', false],
  ['admin-functions', '', 'storage.buckets.delete', false],
  ['worker-local', '', 'run.services.create', true],
  ['worker-local', '', 'run.services.setIamPolicy', true],
  ['worker-local', 'serviceAccounts/session', 'iam.serviceAccounts.actAs', true],
  ['worker-local', 'serviceAccounts/admin-functions', 'iam.serviceAccounts.actAs', false],
  ['worker-local', 'secrets/onmemos-internal-api-key', 'secretmanager.versions.access', false],
  ['worker-local', '', 'storage.buckets.create', false],
  ['worker-local', 'services/onmemos-overview-get', 'run.routes.invoke', false],
  ['worker-sweep', '', 'run.services.get', true],
  ['worker-sweep', '', 'run.services.create', false],
  ['worker-dead-letters', '', 'run.services.delete', true],
  ['jobs', '', 'run.services.delete', true],
  ['jobs', '', 'storage.buckets.delete', true],
  ['jobs', 'services/onmemos-sessions-create', 'run.routes.invoke', false],
  ['shell', '', 'run.services.get', true],
  ['shell', '', 'run.services.delete', false],
  ['shell', 'secrets/onmemos-internal-api-key', 'secretmanager.versions.access', false],
  ['gateway-public', 'services/onmemos-sessions-create', 'run.routes.invoke', true],
  ['gateway-public', 'services/onmemos-overview-get', 'run.routes.invoke', false],
  ['gateway-public', '', 'datastore.entities.get', false],
  ['gateway-admin', 'services/onmemos-overview-get', 'run.routes.invoke', true],
  ['gateway-admin', 'services/onmemos-workers-sweep', 'run.routes.invoke', false],
  ['pushes', 'services/onmemos-workers-sweep', 'run.routes.invoke', true],
  ['pushes', 'services/onmemos-sessions-create', 'run.routes.invoke', false],
  ['session', '', 'datastore.entities.get', false],
  ['session', 'serviceAccounts/session', 'iam.serviceAccounts.actAs', false],
]

function asked(who: string, on: string, what: string): [string, string, string] {
  const project = 'projects/demo-project'
  const email = (name: string) => `onmemos-${name}@demo-project.iam.gserviceaccount.com`
  const [kind, name = ''] = on.split('/')
  const place = kind === 'services' ? `${project}/locations/us-central1` : project
  const last = kind === 'serviceAccounts' ? email(name) : name
  return [email(who), what, kind ? `${place}/${kind}/${last}` : project]
}

/** Terraform breaks lines where it likes. */
const asOneLine = (text: string) => text.replaceAll(/\s*\n[│ ]*/g, ' ')

import { Hono } from 'hono'
import {
  createAccount,
  deleteAccount,
  findAccount,
  listAccounts,
  patchAccount,
  switchAccount,
} from './accounts.ts'
import { getPolicy, setPolicy } from './policies.ts'
import { documentOf, Refusal } from './refusal.ts'
import type { State } from './state.ts'

/** IAM's service accounts and Resource Manager's project policies, over one state. `changed` hears of every change. */
export function iamApp(state: State, changed: () => void = () => {}): Hono {
  const app = new Hono()
  app.onError((cause, context) => {
    const { status, body } = documentOf(cause)
    return context.json(body, status)
  })
  app.notFound(({ req }) => {
    throw new Refusal(501, `${req.method} ${req.path} is not emulated; see emulators/iam/README.md`)
  })
  app.use(async ({ req }, next) => {
    await next()
    if (req.method !== 'GET') changed()
  })
  const accounts = '/v1/projects/:project/serviceAccounts'
  app.get(accounts, ({ req, json }) =>
    json(listAccounts(state, req.param('project'), new URL(req.url).searchParams)),
  )
  app.post(accounts, async ({ req, json }) =>
    json(createAccount(state, req.param('project'), await req.json())),
  )
  app.get(`${accounts}/:name`, ({ req, json }) =>
    json(findAccount(state, req.param('project'), req.param('name'))),
  )
  app.patch(`${accounts}/:name`, async ({ req, json }) =>
    json(patchAccount(state, req.param('project'), req.param('name'), await req.json())),
  )
  app.delete(`${accounts}/:name`, ({ req, json }) =>
    json(deleteAccount(state, req.param('project'), req.param('name'))),
  )
  app.post(`${accounts}/:call`, async ({ req, json }) => {
    const [name, verb] = called(req.param('call'))
    const project = req.param('project')
    if (verb === 'disable' || verb === 'enable') {
      return json(switchAccount(state, project, name, verb === 'disable'))
    }
    const { name: resource } = findAccount(state, project, name)
    return json(policyCall(state, resource, verb, verb === 'setIamPolicy' && (await req.json())))
  })
  for (const version of ['v1', 'v3']) {
    app.post(`/${version}/projects/:call`, async ({ req, json }) => {
      const [project, verb] = called(req.param('call'))
      const body = verb === 'setIamPolicy' && (await req.json())
      return json(policyCall(state, `projects/${project}`, verb, body))
    })
  }
  return app
}

function policyCall(state: State, resource: string, verb: string, body: unknown) {
  if (verb === 'getIamPolicy') return getPolicy(state, resource)
  if (verb === 'setIamPolicy') return setPolicy(state, resource, body)
  throw new Refusal(501, `${verb} is not emulated; see emulators/iam/README.md`)
}

/** `name:verb`, as Google spells what is no plain method. */
function called(text: string): [name: string, verb: string] {
  const at = text.lastIndexOf(':')
  return [text.slice(0, at), text.slice(at + 1)]
}

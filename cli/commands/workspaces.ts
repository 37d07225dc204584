import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { createWorkspace, updateWorkspace } from '../../shared/contract/workspaces.ts'
import { type Common, connect } from '../api.ts'
import { Failure } from '../failure.ts'
import { print, printJson, printTable } from '../output.ts'
import { pages } from '../pages.ts'
import { valid } from '../valid.ts'

/** What is said of a workspace when it is made, or changed. */
export interface Said extends Common {
  readonly name?: string
  readonly description?: string
  readonly env?: Readonly<Record<string, string>>
  /** A file of `NAME=value` lines: on a command line, others of this machine would see them. */
  readonly secrets?: string
  readonly removeSecret?: readonly string[]
  readonly member?: readonly string[]
  readonly template?: readonly string[]
  readonly sessions?: number
}

export async function listWorkspaces(flags: Common) {
  const { workspaces } = connect(flags)
  const page = (cursor?: string) => workspaces.list({ query: { limit: 100, cursor } })
  const answer = await pages(page, (before, after) => ({
    workspaces: [...before.workspaces, ...after.workspaces],
    next_cursor: after.next_cursor,
  }))
  if (flags.json) return printJson(answer)
  printTable(
    ['ID', 'NAME', 'IDENTITY', 'MEMBERS', 'CREATED'],
    answer.workspaces.map(({ id, name, identity, members, created_at: created }) => [
      id,
      name,
      identity.status,
      members.length === 0 ? 'all' : String(members.length),
      created,
    ]),
  )
}

/** Its id, for a script to go on with. */
export async function addWorkspace(name: string, flags: Said) {
  const body = valid(createWorkspace.body, { ...fieldsOf(flags), name })
  const made = await connect(flags).workspaces.create({ body })
  if (flags.json) return printJson(made)
  print(made.id)
}

/** All there is to know of it is JSON in any case. */
export async function showWorkspace(id: string, flags: Common) {
  printJson(await connect(flags).workspaces.get({ params: { id } }))
}

export async function changeWorkspace(id: string, flags: Said) {
  const { workspaces } = connect(flags)
  // The limits that are not said stay as they are.
  const limits =
    flags.sessions === undefined ? {} : (await workspaces.get({ params: { id } })).limits
  const body = valid(updateWorkspace.body, fieldsOf(flags, limits))
  const after = await workspaces.update({ params: { id }, body })
  if (flags.json) return printJson(after)
  print(`${after.name} is changed; sessions that live keep what they have`)
}

export async function removeWorkspace(id: string, flags: Common) {
  const gone = await connect(flags).workspaces.delete({ params: { id } })
  if (flags.json) return printJson(gone)
  print(`${gone.name} is ${gone.status}`)
}

function fieldsOf(
  { name, description, env, member, template, sessions, ...flags }: Said,
  limits: object = {},
) {
  const removed = (flags.removeSecret ?? []).map((secret) => [secret, null] as const)
  const secrets = {
    ...(flags.secrets === undefined ? {} : secretsIn(flags.secrets)),
    ...Object.fromEntries(removed),
  }
  return {
    name,
    description,
    env,
    members: member,
    templates: template,
    ...(sessions === undefined ? {} : { limits: { ...limits, sessions_max: sessions } }),
    ...(Object.keys(secrets).length > 0 ? { secrets } : {}),
  }
}

function secretsIn(file: string): Record<string, string> {
  try {
    const read = parseEnv(readFileSync(file === '-' ? 0 : file, 'utf8'))
    return Object.fromEntries(Object.entries(read).map(([name, value]) => [name, value ?? '']))
  } catch (cause) {
    throw new Failure('usage', `${file} cannot be read: ${String(cause)}`)
  }
}

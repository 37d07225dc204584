import type { Client } from '../../sdk/client.ts'
import { list } from '../../shared/contract/sessions.ts'
import { type Common, connect } from '../api.ts'
import { printJson, printTable, tell } from '../output.ts'
import { pages } from '../pages.ts'
import type { Session } from '../session.ts'
import { valid } from '../valid.ts'

interface Flags extends Common {
  readonly status?: string
  readonly workspace?: string
  readonly label?: string
  readonly all?: true
}

export async function ls(flags: Flags) {
  const { status, workspace, label, all } = flags
  const query = valid(list.query, {
    status,
    label,
    workspace_id: workspace,
    ...(all && { limit: 100 }),
  })
  const { sessions } = connect(flags)
  const page = (cursor?: string) => sessions.list({ query: { ...query, cursor } })
  const answer = all ? await pages(page, merged) : await page()
  if (flags.json) return printJson(answer)
  printTable(headings, answer.sessions.map(row))
  if (answer.next_cursor) tell('There are older ones: onmemos ls --all')
}

type Page = Awaited<ReturnType<Client['sessions']['list']>>

const merged = (before: Page, { sessions, next_cursor }: Page): Page => ({
  sessions: [...before.sessions, ...sessions],
  next_cursor,
})

const headings = ['ID', 'NAME', 'STATUS', 'REASON', 'TEMPLATE', 'PROVIDER', 'CREATED', 'EXPIRES']

const row = (session: Session) => [
  session.id,
  session.name,
  session.status,
  session.reason ?? '-',
  session.template,
  session.provider,
  session.created_at,
  session.expires_at,
]

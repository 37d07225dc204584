import type { Client } from '../../sdk/client.ts'
import { listAudit as route } from '../../shared/contract/audit.ts'
import { type Common, connect } from '../api.ts'
import { printJson, printTable, tell } from '../output.ts'
import { pages } from '../pages.ts'
import { valid } from '../valid.ts'

interface Flags extends Common {
  readonly all?: true
  readonly action?: string
  readonly from?: string
  readonly to?: string
}

export async function audit(flags: Flags) {
  const client = connect(flags).audit
  const { action, from, to } = flags
  const query = valid(route.query, { action, from, to, limit: flags.all ? 100 : 20 })
  const page = (cursor?: string) => client.list({ query: { ...query, cursor } })
  const answer = flags.all ? await pages(page, merged) : await page()
  if (flags.json) return printJson(answer)
  printTable(headings, answer.records.map(row))
  if (answer.next_cursor) tell('There are older ones: onmemos audit --all')
}

type Page = Awaited<ReturnType<Client['audit']['list']>>

const merged = (before: Page, { records, next_cursor }: Page): Page => ({
  records: [...before.records, ...records],
  next_cursor,
})

const headings = ['AT', 'ACTION', 'OUTCOME', 'TIMES', 'BY', 'FROM', 'TARGETS']

const row = ({ at, action, outcome, count, actor, address, targets }: Page['records'][number]) => [
  at,
  action,
  outcome.code ?? String(outcome.status),
  String(count),
  actor.id ? `${actor.kind} ${actor.id}` : actor.kind,
  address ?? '-',
  targets.join(' '),
]

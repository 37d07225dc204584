import type { Client } from '../../sdk/client.ts'
import { transactions as route } from '../../shared/contract/billing.ts'
import { type Common, connect } from '../api.ts'
import { entryHeadings, entryRow } from '../ledger.ts'
import { printJson, printTable, tell } from '../output.ts'
import { pages } from '../pages.ts'
import { valid } from '../valid.ts'

interface Flags extends Common {
  readonly all?: true
  readonly verb?: string
  readonly session?: string
}

export async function transactions(flags: Flags) {
  const { billing } = connect(flags)
  const limit = flags.all ? 100 : 20
  const query = valid(route.query, { session_id: flags.session, verb: flags.verb, limit })
  const page = (cursor?: string) => billing.transactions({ query: { ...query, cursor } })
  const answer = flags.all ? await pages(page, merged) : await page()
  if (flags.json) return printJson(answer)
  printTable(entryHeadings, answer.transactions.map(entryRow))
  if (answer.next_cursor) tell('There are older ones: onmemos transactions --all')
}

type Page = Awaited<ReturnType<Client['billing']['transactions']>>

const merged = (before: Page, { transactions, next_cursor }: Page): Page => ({
  transactions: [...before.transactions, ...transactions],
  next_cursor,
})

import type * as z from 'zod'
import { auditBooks as route } from '../shared/contract/admin.ts'
import { auditBooks } from '../shared/ledger/audit.ts'
import { examine } from './examine.ts'

const usage = `npm run audit -- [--project id] | --url http://127.0.0.1:8001 [--key key]

Rebuilds every account's books from their entries, and exits with 1 if anything does not agree.
It reads Firestore itself (the emulator, where FIRESTORE_EMULATOR_HOST says), of --project or PROJECT_ID;
or it asks a running cloud's admin face, with --key or ONMEMOS_INTERNAL_API_KEY.
`

type Books = z.output<typeof route.output>

const said = ({ accounts, entries, sum_micros: sum, findings }: Books) =>
  [
    `accounts  ${accounts}`,
    `entries   ${entries}`,
    `sum       ${sum} micro-credits`,
    `findings  ${findings.length}`,
    ...findings.map(({ account_id: id, problem }) => `  ${id}: ${problem}`),
    '',
  ].join('\n')

await examine<Books>({
  usage,
  route,
  async read(db) {
    const { accounts, entries, sumMicros, findings } = await auditBooks(db)
    return {
      accounts,
      entries,
      sum_micros: sumMicros,
      findings: findings.map(({ accountId, problem }) => ({ account_id: accountId, problem })),
    }
  },
  said,
  isSound: ({ findings, sum_micros: sum }) => findings.length === 0 && sum === 0,
})

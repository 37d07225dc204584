import { parseArgs } from 'node:util'
import { Firestore } from '@google-cloud/firestore'
import type * as z from 'zod'
import { auditBooks as route } from '../shared/contract/admin.ts'
import { auditBooks } from '../shared/ledger/audit.ts'

const usage = `npm run audit -- [--project id] | --url http://127.0.0.1:8001 [--key key]

Rebuilds every account's books from their entries, and exits with 1 if anything does not agree.
It reads Firestore itself (the emulator, where FIRESTORE_EMULATOR_HOST says), of --project or PROJECT_ID;
or it asks a running cloud's admin face, with --key or ONMEMOS_INTERNAL_API_KEY.
`

type Books = z.output<typeof route.output>

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      project: { type: 'string', default: process.env.PROJECT_ID },
      url: { type: 'string' },
      key: { type: 'string', default: process.env.ONMEMOS_INTERNAL_API_KEY },
      help: { type: 'boolean' },
    },
  })
  const { url, key, project: projectId } = values
  if (values.help || !(url || projectId)) {
    process.stdout.write(usage)
    return values.help ? 0 : 2
  }
  const books = url ? await asked(url, key ?? '') : await read(projectId ?? '')
  process.stdout.write(said(books))
  return books.findings.length > 0 || books.sum_micros !== 0 ? 1 : 0
}

async function asked(url: string, key: string): Promise<Books> {
  const response = await fetch(new URL(route.path, url), { headers: { 'x-api-key': key } })
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`)
  return route.output.parse(await response.json())
}

async function read(projectId: string): Promise<Books> {
  const db = new Firestore({ projectId })
  try {
    const { accounts, entries, sumMicros, findings } = await auditBooks(db)
    return {
      accounts,
      entries,
      sum_micros: sumMicros,
      findings: findings.map(({ accountId, problem }) => ({ account_id: accountId, problem })),
    }
  } finally {
    await db.terminate()
  }
}

const said = ({ accounts, entries, sum_micros: sum, findings }: Books) =>
  [
    `accounts  ${accounts}`,
    `entries   ${entries}`,
    `sum       ${sum} micro-credits`,
    `findings  ${findings.length}`,
    ...findings.map(({ account_id: id, problem }) => `  ${id}: ${problem}`),
    '',
  ].join('\n')

process.exitCode = await main().catch((cause: unknown) => {
  process.stderr.write(`${cause instanceof Error ? cause.message : cause}\n`)
  return 1
})

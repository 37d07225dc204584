import { parseArgs } from 'node:util'
import type * as z from 'zod'
import { examine, mend } from '../shared/contract/doctor.ts'

const usage = `npm run doctor -- [--mend] [--url http://127.0.0.1:8001] [--key key]

Asks a cloud's admin face what is wrong and was not put right by itself: boxes without a session, sessions
that are stuck, outbox lines that nobody was told, holds without a session, unsound books, dead letters.
--mend puts right what can be. The key is --key or ONMEMOS_INTERNAL_API_KEY. It exits with 1 while anything is wrong.
`

type Illnesses = z.output<typeof examine.output>['found']

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      mend: { type: 'boolean', default: false },
      url: { type: 'string', default: 'http://127.0.0.1:8001' },
      key: { type: 'string', default: process.env.ONMEMOS_INTERNAL_API_KEY ?? '' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) {
    process.stdout.write(usage)
    return 0
  }
  const ask = asker(values.url, values.key)
  if (!values.mend) return said('wrong', examine.output.parse(await ask(examine)).found)
  const { found, left } = mend.output.parse(await ask(mend))
  said('was wrong', found)
  return said('is left', left)
}

const asker = (url: string, key: string) => async (line: typeof examine | typeof mend) => {
  const answer = await fetch(new URL(line.path, url), {
    method: line.method,
    headers: { 'x-api-key': key },
  })
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`)
  return answer.json()
}

function said(what: string, ill: Illnesses): number {
  process.stdout.write(`${ill.length} ${what}\n`)
  for (const { kind, id, problem, can_mend: canMend } of ill) {
    process.stdout.write(`  ${kind} ${id}: ${problem}${canMend ? '' : ' (for a person to mend)'}\n`)
  }
  return ill.length === 0 ? 0 : 1
}

process.exitCode = await main().catch((cause: unknown) => {
  process.stderr.write(`${cause instanceof Error ? cause.message : cause}\n`)
  return 2
})

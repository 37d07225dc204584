import { parseArgs } from 'node:util'
import { Firestore } from '@google-cloud/firestore'
import type * as z from 'zod'
import { verifyAudit } from '../shared/audit/verify.ts'
import { verifyAudit as route } from '../shared/contract/audit.ts'

const usage = `npm run audit:verify -- [--project id] | --url http://127.0.0.1:8001 [--key key]

Reads the whole audit log and exits with 1 if a record was changed, removed, added or moved. It reads Firestore itself
(the emulator, where FIRESTORE_EMULATOR_HOST says), of --project or PROJECT_ID; or it asks a running cloud's admin face,
with --key or ONMEMOS_INTERNAL_API_KEY. Keep the digest elsewhere: it changes with every record, and with nothing else.
`

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
  const verdict = url ? await asked(url, key ?? '') : await read(projectId ?? '')
  process.stdout.write(said(verdict))
  return verdict.findings.length > 0 ? 1 : 0
}

type Verdict = Pick<
  z.output<typeof route.output>,
  'chains' | 'records' | 'forgotten' | 'digest'
> & { readonly findings: readonly { readonly chain: string; readonly problem: string }[] }

async function asked(url: string, key: string): Promise<Verdict> {
  const response = await fetch(new URL(route.path, url), { headers: { 'x-api-key': key } })
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`)
  return route.output.parse(await response.json())
}

async function read(projectId: string): Promise<Verdict> {
  const db = new Firestore({ projectId })
  try {
    return await verifyAudit(db)
  } finally {
    await db.terminate()
  }
}

const said = ({ chains, records, forgotten, digest, findings }: Verdict) =>
  [
    `chains     ${chains}`,
    `records    ${records}`,
    `forgotten  ${forgotten}`,
    `digest     ${digest}`,
    `findings   ${findings.length}`,
    ...findings.map(({ chain, problem }) => `  ${chain}: ${problem}`),
    '',
  ].join('\n')

process.exitCode = await main().catch((cause: unknown) => {
  process.stderr.write(`${cause instanceof Error ? cause.message : cause}\n`)
  return 1
})

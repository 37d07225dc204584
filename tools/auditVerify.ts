import type * as z from 'zod'
import { verifyAudit } from '../shared/audit/verify.ts'
import { verifyAudit as route } from '../shared/contract/audit.ts'
import { examine } from './examine.ts'

const usage = `npm run audit:verify -- [--project id] | --url http://127.0.0.1:8001 [--key key]

Reads the whole audit log and exits with 1 if a record was changed, removed, added or moved. It reads Firestore itself
(the emulator, where FIRESTORE_EMULATOR_HOST says), of --project or PROJECT_ID; or it asks a running cloud's admin face,
with --key or ONMEMOS_INTERNAL_API_KEY. Keep the digest elsewhere: it changes with every record, and with nothing else.
`

type Verdict = Pick<
  z.output<typeof route.output>,
  'chains' | 'records' | 'forgotten' | 'digest'
> & { readonly findings: readonly { readonly chain: string; readonly problem: string }[] }

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

await examine<Verdict>({
  usage,
  route,
  read: verifyAudit,
  said,
  isSound: ({ findings }) => findings.length === 0,
})

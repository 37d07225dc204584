import * as z from 'zod'
import { answer, type Exchange, jsonOf, named } from './exchange.ts'
import { invalid, unmet } from './refusal.ts'
import { Policy } from './stored.ts'

/** Who may what with a bucket: kept and given back. Whom it lets in is not looked at. */
export function getPolicy(exchange: Exchange): void {
  const { record } = exchange.disk.bucket(named(exchange, 'bucket'))
  answer(exchange, policyResource(record.name, record.policy ?? none))
}

/** One written with the etag of an older one is refused; one without an etag is written over whatever there is. */
export async function setPolicy(exchange: Exchange): Promise<void> {
  const read = Wanted.safeParse(await jsonOf(exchange))
  if (!read.success) throw invalid(z.prettifyError(read.error))
  const bucket = exchange.disk.bucket(named(exchange, 'bucket'))
  const { etag, ...wanted } = read.data
  const before = bucket.record.policy ?? none
  if (etag !== undefined && etag !== before.etag) throw unmet()
  const bindings = wanted.bindings.filter(({ members }) => members.length > 0)
  const policy = { ...wanted, bindings, etag: after(before.etag) }
  bucket.save({ ...bucket.record, policy })
  answer(exchange, policyResource(bucket.record.name, policy))
}

/** The caller is taken for one who may do all. */
export function testPermissions(exchange: Exchange): void {
  exchange.disk.bucket(named(exchange, 'bucket'))
  const permissions = exchange.query.getAll('permissions')
  answer(exchange, { kind: 'storage#testIamPermissionsResponse', permissions })
}

const Wanted = Policy.extend({ etag: z.string().optional() })

const none: Policy = { version: 1, etag: after(''), bindings: [] }

function after(etag: string): string {
  const count = Number(Buffer.from(etag, 'base64').toString().replace('policy ', '')) || 0
  return Buffer.from(`policy ${count + 1}`).toString('base64')
}

const policyResource = (bucket: string, policy: Policy) => ({
  kind: 'storage#policy',
  resourceId: `projects/_/buckets/${bucket}`,
  ...policy,
})

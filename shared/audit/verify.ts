import { FieldPath, type Firestore } from '@google-cloud/firestore'
import { sha256 } from '../platform/ids.ts'
import { limits } from '../platform/limits.ts'
import {
  type AuditChain,
  type AuditRecord,
  auditChains,
  auditRecords,
  commitmentOf,
  hashOf,
  newChain,
} from './record.ts'

export interface AuditVerdict {
  readonly chains: number
  readonly records: number
  /** Records whose personal data were forgotten, as they may be. */
  readonly forgotten: number
  /** Of the ends of all chains. Kept elsewhere, it says later whether nothing up to here was exchanged for another history. */
  readonly digest: string
  readonly findings: readonly Finding[]
}
interface Finding {
  readonly chain: string
  readonly problem: string
}

/**
 * Reads every chain from its beginning and says where it was tampered with: a record changed, removed, added or moved; a
 * chain cut short; personal data exchanged, or gone without having been forgotten.
 */
export async function verifyAudit(db: Firestore): Promise<AuditVerdict> {
  const ends = new Map((await allChains(db)).map((chain) => [chain.id, chain]))
  const unread = new Set(ends.keys())
  const bare: AuditRecord[] = []
  const forgotten = new Set<string>()
  const findings: Finding[] = []
  let records = 0
  let last = newChain('')
  const close = () => {
    const problem = last.records > 0 && problemOfEnd(last, ends.get(last.id))
    if (problem) findings.push({ chain: last.id, problem })
  }
  for await (const record of inOrder(db)) {
    const { chain, seq, hash } = record
    if (chain !== last.id) {
      close()
      last = newChain(chain)
      unread.delete(chain)
    }
    findings.push(...problemsOf(record, last).map((problem) => ({ chain, problem })))
    last = { id: chain, records: seq, hash }
    records += 1
    if (record.action === 'users.forget') for (const target of record.targets) forgotten.add(target)
    if (record.commitment && !record.person) bare.push(record)
  }
  close()
  const lost = bare.filter(({ actor }) => !forgotten.has(`forgotten/${actor.user_id}`))
  return {
    chains: ends.size,
    records,
    forgotten: bare.length,
    digest: digestOf([...ends.values()]),
    findings: [
      ...findings,
      ...[...unread].map((chain) => ({ chain, problem: 'all its records are gone' })),
      ...lost.map(({ chain, seq }) => ({
        chain,
        problem: `${seq} has lost its personal data, and nobody asked for that`,
      })),
    ],
  }
}

/** What is wrong with a record that comes after another. */
function problemsOf(record: AuditRecord, before: AuditChain): string[] {
  const { seq, person } = record
  return [
    ...(seq === before.records + 1
      ? []
      : [`${seq} comes after ${before.records}: one is missing or double`]),
    ...(record.previous === before.hash ? [] : [`${seq} does not follow what stands before it`]),
    ...(record.hash === hashOf(record) ? [] : [`${seq} was changed`]),
    ...(person && commitmentOf(person) !== record.commitment
      ? [`${seq} has other personal data than it was written with`]
      : []),
  ]
}

function problemOfEnd(last: AuditChain, end: AuditChain | undefined): string | undefined {
  if (!end) return 'its end is gone'
  if (end.records !== last.records) return `it ends at ${last.records}, and had ${end.records}`
  return end.hash === last.hash ? undefined : 'its last record is not the one it ended with'
}

const digestOf = (chains: readonly AuditChain[]) =>
  sha256(JSON.stringify(chains.map(({ id, records, hash }) => [id, records, hash]))).toString('hex')

async function allChains(db: Firestore): Promise<readonly AuditChain[]> {
  const { docs } = await db.collection(auditChains.name).get()
  return docs.map((document) => auditChains.schema.parse(document.data()))
}

/** Chain by chain, each from its beginning. */
async function* inOrder(db: Firestore): AsyncGenerator<AuditRecord> {
  const ordered = db
    .collection(auditRecords.name)
    .orderBy('chain')
    .orderBy('seq')
    .orderBy(FieldPath.documentId())
    .limit(limits.auditScanMax)
  for (let page = ordered; ; ) {
    const { docs } = await page.get()
    const found = docs.map((document) => auditRecords.schema.parse(document.data()))
    yield* found
    const last = found.at(-1)
    if (!last || found.length < limits.auditScanMax) return
    page = ordered.startAfter(last.chain, last.seq, docs.at(-1)?.id)
  }
}

import type { Firestore } from '@google-cloud/firestore'
import { expect, test } from 'vitest'
import { append, type Fact, personOf } from '../../../shared/audit/append.ts'
import {
  type AuditRecord,
  auditChains,
  auditRecords,
  hashOf,
} from '../../../shared/audit/record.ts'
import { verifyAudit } from '../../../shared/audit/verify.ts'
import type { Plane } from '../../../shared/plane.ts'
import { limits } from '../../../shared/platform/limits.ts'
import { EmulatedCloud } from '../../kit/emulated/cloud.ts'

const told = async (plane: Plane, id: string, accountId: string, more: Partial<Fact> = {}) => {
  const fact: Fact = {
    id,
    at: plane.clock.now(),
    actor: { kind: 'passport', id: 'pp', user_id: 'ada', key: 'pp' },
    action: 'sessions.create',
    account_id: accountId,
    targets: ['sessions/s'],
    outcome: { status: 201, code: null },
    person: personOf('203.0.113.7', 'curl'),
    ...more,
  }
  await plane.transact(accountId, (tx) => append(tx, fact))
}

/** Two chains of four records. */
async function logged() {
  const cloud = new EmulatedCloud()
  const plane = cloud.process()
  for (const n of [1, 2, 3, 4]) {
    await told(plane, `one${n}`, 'acct-one')
    await told(plane, `two${n}`, 'acct-two')
  }
  const look = (id: string): AuditRecord =>
    auditRecords.schema.parse(cloud.documents.get(`${auditRecords.name}/${id}`)?.value)
  /** Past the code that would not do it: as someone with the database in their hands. */
  const put = (id: string, change: Partial<AuditRecord>) =>
    cloud.documents.commit([
      { kind: 'update', path: `audit/${id}`, value: change, lastUpdateTime: undefined },
    ])
  const remove = (path: string) =>
    cloud.documents.commit([{ kind: 'delete', path, lastUpdateTime: undefined }])
  const add = (record: AuditRecord) =>
    cloud.documents.commit([{ kind: 'create', path: `audit/${record.id}`, value: record }])
  return { cloud, db: plane.db, plane, look, put, remove, add }
}
type Logged = Awaited<ReturnType<typeof logged>>

const found = async (db: Firestore) =>
  (await verifyAudit(db)).findings.map(({ chain, problem }) => `${chain}: ${problem}`)

test('a log that nobody touched is sound', async () => {
  const { db } = await logged()
  expect(await verifyAudit(db)).toMatchObject({ chains: 2, records: 8, forgotten: 0, findings: [] })
})

const tampering: Readonly<Record<string, (log: Logged) => unknown>> = {
  'a status is changed': ({ put }) => put('one2', { outcome: { status: 404, code: null } }),
  'an actor is changed': ({ put, look }) =>
    put('one2', { actor: { ...look('one2').actor, user_id: 'eve' } }),
  'a target is changed': ({ put }) => put('one2', { targets: ['sessions/other'] }),
  'a time is changed': ({ put }) => put('one2', { at: '2020-01-01T00:00:00.000Z' }),
  'an account is changed': ({ put }) => put('one2', { account_id: 'acct-two' }),
  'an action is changed, and its hash made anew': ({ put, look }) => {
    const changed = { ...look('one2'), action: 'sessions.get' }
    put('one2', { ...changed, hash: hashOf(changed) })
  },
  'a count is changed': ({ put }) => put('one2', { count: 7 }),
  'the first is removed': ({ remove }) => remove('audit/one1'),
  'one in the middle is removed': ({ remove }) => remove('audit/one3'),
  'the last is removed': ({ remove }) => remove('audit/one4'),
  'all of a chain are removed': ({ remove }) => {
    for (const n of [1, 2, 3, 4]) remove(`audit/one${n}`)
  },
  'two change places': ({ put, look }) => {
    const [second, third] = [look('one2'), look('one3')]
    put('one2', { seq: third.seq })
    put('one3', { seq: second.seq })
  },
  'one is moved to another chain': ({ put }) => put('one4', { chain: 'acct-two', seq: 5 }),
  'one is put in between': ({ add, look }) => add({ ...look('one2'), id: 'three' }),
  'one is put at the end': ({ add, look }) => {
    const last = look('one4')
    const more = { ...last, id: 'three', seq: 5, previous: last.hash }
    add({ ...more, hash: hashOf(more) })
  },
  'an address is exchanged': ({ put, look }) => {
    const { person } = look('one2')
    put('one2', { person: person && { ...person, address: '198.51.100.1' } })
  },
  'personal data are removed by nobody': ({ put }) => put('one2', { person: null }),
  'the end of a chain is removed': ({ remove }) => remove(`${auditChains.name}/acct-one`),
}

test.each(Object.entries(tampering))('%s: it is found', async (_, tamper) => {
  const log = await logged()
  tamper(log)
  const findings = await found(log.db)
  expect(findings).not.toEqual([])
  expect(findings.every((one) => one.startsWith('acct-one') || one.startsWith('acct-two'))).toBe(
    true,
  )
})

test('a history exchanged as a whole is seen by the digest that was kept elsewhere', async () => {
  const { db, plane } = await logged()
  const before = await verifyAudit(db)
  await told(plane, 'more', 'acct-one')
  const after = await verifyAudit(db)
  expect(after.findings).toEqual([])
  expect(after.digest).not.toBe(before.digest)
})

test('a log longer than one page is read whole', async () => {
  const { db, plane } = await logged()
  const ids = Array.from({ length: limits.auditScanMax }, (_, n) => `more${n}`)
  await Promise.all(ids.map((id) => told(plane, id, 'acct-one')))
  expect(await verifyAudit(db)).toMatchObject({ records: 8 + ids.length, findings: [] })
})

test('told twice, a fact is recorded once', async () => {
  const { db, plane, cloud } = await logged()
  await told(plane, 'one2', 'acct-one')
  await told(cloud.process(), 'one4', 'acct-one')
  expect(await verifyAudit(db)).toMatchObject({ records: 8, findings: [] })
})

test('processes that record at once make one chain', async () => {
  const { db, cloud } = await logged()
  const planes = Array.from({ length: 4 }, () => cloud.process())
  await Promise.all(
    planes.flatMap((plane, p) => [1, 2, 3, 4, 5].map((n) => told(plane, `p${p}n${n}`, 'acct-one'))),
  )
  expect(await verifyAudit(db)).toMatchObject({ records: 28, findings: [] })
})

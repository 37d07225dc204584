import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { Firestore } from '@google-cloud/firestore'
import { build } from 'esbuild'
import { expect, onTestFinished, test } from 'vitest'
import { accounts, newAccount } from '../../../../shared/accounts/account.ts'
import { type Key, noUse, unlimited } from '../../../../shared/accounts/use.ts'
import { read } from '../../../../shared/firestore/collection.ts'
import { transactor } from '../../../../shared/firestore/transact.ts'
import { auditBooks } from '../../../../shared/ledger/audit.ts'
import { post } from '../../../../shared/ledger/post.ts'
import { grant } from '../../../../shared/ledger/verbs.ts'
import type { Caller } from '../../../../shared/passports/caller.ts'
import { newProjectId } from '../../../kit/database.ts'
import { callerIn } from '../../../kit/emulated/account.ts'

const processCount = 4
/** `PLACES=500` for the whole crowd. */
const asked = Number(process.env.PLACES ?? 120)
const most = { account: 40, wide: 30, narrow: 12, daily: 5 }

test(`${asked} creates at once, over ${processCount} processes and 3 keys, pass no limit and leave no place free`, async () => {
  const projectId = newProjectId()
  const db = new Firestore({ projectId })
  const key = (limits: Partial<Key['limits']>) => ({
    limits: { ...unlimited, ...limits },
    use: noUse,
  })
  await transactor(db)('a', async (tx) => {
    const account = {
      ...newAccount('a', at),
      limits: { sessions_max: most.account },
      keys: {
        wide: key({ sessions_max: most.wide }),
        narrow: key({ sessions_max: most.narrow }),
        daily: key({ sessions_per_day_max: most.daily }),
      },
    }
    await tx.create(accounts, 'a', account)
    const fact = { id: 'grant-a', accountId: 'a', at, note: 'to begin with', expiresAt: null }
    await post(tx, account, grant(fact, 1_000_000_000))
  })

  const program = await compiled()
  const share = Math.ceil(asked / processCount)
  const runs = Array.from({ length: processCount }, (_, n) => run(program, projectId, n, share))
  const said = (await Promise.all(runs)).flatMap((lines) => lines.trim().split('\n'))

  const count = (line: string) => said.filter((one) => one === line).length
  const account = await read(db, accounts, 'a')
  const live = Object.values(account?.live ?? {})
  const liveOf = (id: string) => live.filter(({ key_ids: ids }) => ids.includes(id)).length
  expect(said).toHaveLength(share * processCount)
  expect(live).toHaveLength(most.account)
  expect(liveOf('wide')).toBeLessThanOrEqual(most.wide)
  expect(liveOf('narrow')).toBeLessThanOrEqual(most.narrow)
  expect(liveOf('daily')).toBeLessThanOrEqual(most.daily)
  for (const id of ['wide', 'narrow', 'daily']) expect(count(`${id} created`)).toBe(liveOf(id))
  expect(account?.use.created).toBe(most.account)
  expect(account?.keys.daily?.use.created).toBe(liveOf('daily'))
  expect((await db.collection('sessions').count().get()).data().count).toBe(most.account)
  expect(await auditBooks(db)).toMatchObject({ sumMicros: 0, findings: [] })
  await db.terminate()
}, 120_000)

const at = '2026-01-01T00:00:00.000Z'

const callers: readonly Caller[] = ['wide', 'narrow', 'daily'].map((id) => ({
  ...callerIn('a'),
  passportId: id,
  lineage: [id],
}))

async function run(program: string, projectId: string, n: number, share: number) {
  const args = [program, projectId, `${n}`, `${share}`, JSON.stringify(callers)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
  expect(code).toBe(0)
  return said
}

/** Among us, where it finds its packages. */
async function compiled(): Promise<string> {
  mkdirSync('dist', { recursive: true })
  const folder = mkdtempSync(join('dist', 'places-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const outfile = join(folder, 'process.mjs')
  const entryPoints = ['test/shared/accounts/crowd/process.ts']
  const common = { bundle: true, platform: 'node', format: 'esm', packages: 'external' } as const
  await build({ ...common, entryPoints, outfile })
  return outfile
}

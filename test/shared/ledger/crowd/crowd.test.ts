import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { Firestore } from '@google-cloud/firestore'
import { build } from 'esbuild'
import { expect, onTestFinished, test } from 'vitest'
import { accounts, newAccount } from '../../../../shared/accounts/account.ts'
import { transactor } from '../../../../shared/firestore/transact.ts'
import { auditBooks } from '../../../../shared/ledger/audit.ts'
import { unpacked } from '../../../../shared/ledger/batch.ts'
import { entries } from '../../../../shared/ledger/entry.ts'
import { newProjectId } from '../../../kit/database.ts'
import { survivors } from '../../../kit/processes.ts'
import { at } from '../model/acts.ts'
import { operation, operationCount, processCount } from './work.ts'

const killsEach = 2

test(`${processCount} processes do ${operationCount} operations on one account, are killed and told again: the books are exact`, async () => {
  const seed = Number(process.env.CROWD_SEED ?? randomInt(1_000_000))
  console.info(`CROWD_SEED=${seed}`)
  const projectId = newProjectId()
  const db = new Firestore({ projectId })
  await transactor(db)('a', (tx) => tx.create(accounts, 'a', newAccount('a', at(0))))
  const program = await compiled()
  const pids: number[] = []
  const answers = new Map<number, string>()
  let kills = 0

  await Promise.all(Array.from({ length: processCount }, (_, n) => live(n, chances(seed + n))))

  expect(kills).toBeGreaterThan(processCount / 2)
  expect(await survivors(pids)).toEqual([])
  expect(answers.size).toBe(operationCount)
  const { docs } = await db.collection(entries.name).get()
  const stored = docs.flatMap((document) => unpacked(document.data()))
  const ids = new Set(stored.map(({ id }) => id))
  for (const [n, answer] of answers) {
    const { act } = operation(n)
    const isDone = answer === 'done' || answer === 'again'
    if ('id' in act) expect([n, ids.has(`a-${act.id}`)]).toEqual([n, isDone])
  }
  expect(lowest(stored.toSorted((one, other) => one.seq - other.seq))).toBe(0)
  expect(await auditBooks(db)).toMatchObject({ sumMicros: 0, findings: [] })

  /** Lives again each time it is killed; the last time it is left to finish. */
  async function live(n: number, chance: () => number) {
    for (let life = 0; life <= killsEach; life++) {
      const child = spawn(process.execPath, [program, projectId, `${n}`], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      pids.push(child.pid ?? 0)
      onTestFinished(() => void child.kill('SIGKILL'))
      const ended = once(child, 'exit')
      const said = createInterface({ input: child.stdout })
      const begun = once(said, 'line')
      said.on('line', (line) => {
        const [number, answer = ''] = line.split(' ')
        answers.set(Number(number), answer)
      })
      if (life < killsEach) {
        await Promise.race([begun, ended])
        await Promise.race([sleep(chance() * 600), ended])
        if (child.kill('SIGKILL')) kills += 1
      }
      const [code] = await ended
      if (life === killsEach) expect(code).toBe(0)
    }
  }
}, 90_000)

/** As JavaScript, so that its many starts cost little. Among us, where it finds its packages. */
async function compiled(): Promise<string> {
  mkdirSync('dist', { recursive: true })
  const folder = mkdtempSync(join('dist', 'crowd-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const outfile = join(folder, 'process.mjs')
  const entryPoints = ['test/shared/ledger/crowd/process.ts']
  const common = { bundle: true, platform: 'node', format: 'esm', packages: 'external' } as const
  await build({ ...common, entryPoints, outfile })
  return outfile
}

/** How low any book but the one of what came in ever was. */
function lowest(stored: readonly { lines: readonly { book: string; micros: number }[] }[]) {
  const books = new Map<string, number>()
  let least = 0
  for (const { lines } of stored) {
    for (const { book, micros } of lines) {
      const now = (books.get(book) ?? 0) + micros
      books.set(book, now)
      if (book !== 'funding') least = Math.min(least, now)
    }
  }
  return least
}

/** Chance that comes again with its seed. */
function chances(seed: number) {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

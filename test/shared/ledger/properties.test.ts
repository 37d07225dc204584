import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Account, accounts, newAccount } from '../../../shared/accounts/account.ts'
import { read } from '../../../shared/firestore/collection.ts'
import { type Transact, transactor } from '../../../shared/firestore/transact.ts'
import { auditBooks } from '../../../shared/ledger/audit.ts'
import { newDatabase } from '../../kit/database.ts'
import { type Act, answerOf, at, modelled, posted } from './model/acts.ts'
import { anyAct } from './model/anyAct.ts'
import { type Answer, Books } from './model/books.ts'
import { type Trouble, troubled, troubles } from './model/trouble.ts'

/** Some acts at once in one of two processes, and what befalls their commits. */
interface Step {
  readonly seconds: number
  readonly process: number
  readonly acts: readonly Act[]
  readonly troubles: readonly Trouble[]
}

const script: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    seconds: fc.integer({ min: 0, max: 200 }),
    process: fc.nat(1),
    acts: fc.array(anyAct(), { minLength: 1, maxLength: 5 }),
    troubles: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      fc.array(fc.constantFrom(...troubles), { minLength: 1, maxLength: 2 }),
    ),
  }),
  { minLength: 4, maxLength: 24, size: 'max' },
)

// `LEDGER_RUNS=2000 npx vitest run test/shared/ledger/properties.test.ts` looks further.
const numRuns = Number(process.env.LEDGER_RUNS ?? 25)

test(
  'whatever is done twice, late, in whatever order and cut wherever, the books are those of the model',
  async () => {
    const db = newDatabase()
    const trouble = troubled(db)
    let run = 0
    await fc.assert(
      fc.asyncProperty(script, async (steps) => {
        run += 1
        trouble.arm([])
        const accountId = `a${run}`
        await transactor(db)(accountId, (tx) =>
          tx.create(accounts, accountId, newAccount(accountId, at(0))),
        )
        await play(accountId, steps)
      }),
      { numRuns, endOnFailure: true },
    )
    expect(await auditBooks(db)).toMatchObject({ sumMicros: 0, findings: [] })

    async function play(accountId: string, steps: readonly Step[]) {
      const books = new Books()
      const processes: Transact[] = [transactor(db), transactor(db)]
      let now = 0
      for (const step of steps) {
        now += step.seconds
        trouble.arm(step.troubles)
        const all = () => step.acts.map((act) => modelled(books, act, now))
        const answers = await told(processes, accountId, step, now)
        // What was committed and not heard of has happened; what is answered is answered after it.
        for (let unheard = trouble.unheard(); unheard > 0; unheard--) all()
        expect(answers).toEqual(all())
        expect(summaryOf(await read(db, accounts, accountId))).toEqual(summaryOf(books))
      }
    }

    /** Tells a process these acts; when it ends over them, a new one, until they are answered. */
    async function told(
      processes: Transact[],
      accountId: string,
      { acts, process }: Step,
      now: number,
    ): Promise<readonly Answer[]> {
      const transact = processes[process] ?? transactor(db)
      const crashed = trouble.crashed()
      const answers = acts.map((act) =>
        transact(accountId, (tx) => posted(tx, accountId, act, now)).catch(answerOf),
      )
      const outcome = await Promise.race([Promise.all(answers), crashed])
      if (outcome !== 'crashed') return outcome
      processes[process] = transactor(db)
      return told(processes, accountId, { acts, process, seconds: 0, troubles: [] }, now)
    }
  },
  30_000 + numRuns * 2_000,
)

/** What both have in common to say. */
function summaryOf(books: Account | Books | undefined) {
  if (!books) throw new Error('the account is gone')
  if (books instanceof Books) {
    const { available, held, spent, expired, funding, entries, lots, leases } = books
    return {
      balance: { available, held, spent, expired, funding: funding + 0 },
      entries,
      lots: new Map(lots.map(({ id, left }) => [id, left])),
      leases: new Map(
        [...leases].map(([id, { from, until, held, paid }]) => [
          id,
          { held, paid, until: from === null ? null : at(until) },
        ]),
      ),
    }
  }
  const own = (id: string) => id.slice(books.id.length + 1)
  return {
    balance: books.balance,
    entries: books.entries,
    lots: new Map(books.lots.map(({ id, remaining }) => [own(id), remaining])),
    leases: new Map(
      Object.entries(books.live).map(([id, { held, settled, lease_ends_at: until }]) => [
        own(id),
        { held, paid: settled, until },
      ]),
    ),
  }
}

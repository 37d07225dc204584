/** A mistake someone could make: in a file, this text instead of that, and what goes wrong then. */
export interface Fault {
  readonly why: string
  readonly file: string
  readonly find: string
  readonly replace: string
}

/** The source with the fault in it. A fault that no longer fits its file must not pass for one that was caught. */
export function faulty({ file, find, replace }: Fault, source: string): string {
  const [before, after, ...more] = source.split(find)
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`${file} has not once what is to be replaced:\n${find}`)
  }
  return `${before}${replace}${after}`
}

/** Each is made alone, and must be noticed by a test. */
export const faults: readonly Fault[] = [
  {
    why: 'what was held and not used is kept',
    file: 'shared/ledger/bill.ts',
    find: 'if (rest + unused > 0) {',
    replace: 'if (unused > 0) {',
  },
  {
    why: 'a sign is swapped',
    file: 'shared/ledger/verbs.ts',
    find: '  { book: from, micros: -micros },\n  { book: to, micros },',
    replace: '  { book: from, micros },\n  { book: to, micros: -micros },',
  },
  {
    why: 'a settlement takes what is available instead of what is held',
    file: 'shared/ledger/verbs.ts',
    find: "sessionEntry('settle', fact, move('held', 'spent', positive(micros)))",
    replace: "sessionEntry('settle', fact, move('available', 'spent', positive(micros)))",
  },
  {
    why: 'a refund takes what is held instead of what was spent',
    file: 'shared/ledger/verbs.ts',
    find: "move('spent', 'available', positive(micros))",
    replace: "move('held', 'available', positive(micros))",
  },
  {
    why: 'an entry told twice counts twice',
    file: 'shared/ledger/post.ts',
    find: 'if (!(await tx.create(entries, entry.id, entry))) {',
    replace: 'if (!(await tx.create(entries, entry.id, entry)) && after === account) {',
  },
  {
    why: 'an id may come back with other content',
    file: 'shared/ledger/post.ts',
    find: 'if (isDeepStrictEqual(told, draft)) return true',
    replace: 'if (told.id === draft.id) return true',
  },
  {
    why: 'an entry told again is refused once the credits are gone',
    file: 'shared/ledger/post.ts',
    find: 'if (isShort(after) && (await isKnown(tx, draft))) return account',
    replace: 'if (isShort(after) && after === account) return account',
  },
  {
    why: 'a hold is not checked against what is available',
    file: 'shared/ledger/post.ts',
    find: 'if (missing > 0) throw',
    replace: "if (missing > 0 && draft.verb !== 'hold') throw",
  },
  {
    why: 'a book may go below zero',
    file: 'shared/ledger/post.ts',
    find: "invariant(book === 'funding' || micros >= 0,",
    replace: "invariant(book === 'held' || book === 'spent' || book === 'funding' || micros >= 0,",
  },
  {
    why: 'entries are not numbered on',
    file: 'shared/ledger/post.ts',
    find: 'seq: account.entries + 1',
    replace: 'seq: Math.max(1, account.entries)',
  },
  {
    why: 'a batch may come back with other content',
    file: 'shared/ledger/batch.ts',
    find: 'if (isDeepStrictEqual({ ...stored, at: batch.at }, batch)) return false',
    replace: 'if (stored.id === batch.id) return false',
  },
  {
    why: 'the entries of a batch have one number',
    file: 'shared/ledger/batch.ts',
    find: 'seq: seq + index',
    replace: 'seq',
  },
  {
    why: 'of a batch only the first session knows',
    file: 'shared/ledger/batch.ts',
    find: 'drafts.flatMap(({ session_id: sessionId }) => sessionId ?? [])',
    replace: 'first.session_id ? [first.session_id] : []',
  },
  {
    why: 'sessions that are renewed together spend the same credits',
    file: 'shared/ledger/lease.ts',
    find: 'const renewed = renewal(after, sessionId, at)',
    replace: 'const renewed = renewal(account, sessionId, at)',
  },
  {
    why: 'each second is rounded up instead of the whole',
    file: 'shared/pricing/rate.ts',
    find: 'return startFeeMicros + Math.ceil(product / secondsPerHour)',
    replace: 'return startFeeMicros + seconds * Math.ceil(microsPerHour / secondsPerHour)',
  },
  {
    why: 'a fraction of a micro-credit is lost',
    file: 'shared/pricing/rate.ts',
    find: 'Math.ceil(product / secondsPerHour)',
    replace: 'Math.floor(product / secondsPerHour)',
  },
  {
    why: 'a session pays beyond the end of its lease',
    file: 'shared/ledger/bill.ts',
    find: 'billedSeconds(meter.started_at, earliest(at, meter.lease_ends_at))',
    replace: 'billedSeconds(meter.started_at, at)',
  },
  {
    why: 'a session pays before its box runs',
    file: 'shared/ledger/bill.ts',
    find: 'const charged = costSoFar(meter, at)',
    replace: 'const charged = meter.started_at ? costSoFar(meter, at) : meter.held',
  },
  {
    why: 'the meter stays when the session is over',
    file: 'shared/ledger/bill.ts',
    find: 'withoutMeter(counted, sessionId)',
    replace: 'counted',
  },
  {
    why: 'what is settled is forgotten, and settled again',
    file: 'shared/ledger/lease.ts',
    find: '    settled: used,',
    replace: '    settled: meter.settled,',
  },
  {
    why: 'a renewal forgets on the meter what it held more',
    file: 'shared/ledger/lease.ts',
    find: 'held: meter.held + more - owed,',
    replace: 'held: meter.held - owed,',
  },
  {
    why: 'the turn of a session is not counted on',
    file: 'shared/ledger/lease.ts',
    find: '    turn: meter.turn + 1,',
    replace: '    turn: meter.turn,',
  },
  {
    why: 'a lease is longer than what is held pays for',
    file: 'shared/ledger/lease.ts',
    find: 'plusSeconds(at, paidSeconds(account, sessionId))',
    replace: 'plusSeconds(at, paidSeconds(account, sessionId) + 1)',
  },
  {
    why: 'the credits that last longest are spent first',
    file: 'shared/ledger/lots.ts',
    find: '(one.expires_at < other.expires_at ? -1 : 1)',
    replace: '(one.expires_at < other.expires_at ? 1 : -1)',
  },
  {
    why: 'credits expire that a session holds',
    file: 'shared/ledger/lots.ts',
    find: 'Math.min(lot.remaining, account.balance.available)',
    replace: 'lot.remaining',
  },
  {
    why: 'an account has more in lots than it has',
    file: 'shared/ledger/lots.ts',
    find: 'return excess > 0 ? consumed(lots, excess) : lots',
    replace: 'return excess > room ? consumed(lots, excess) : lots',
  },
  {
    why: 'a lot that expires in parts expires only once',
    file: 'shared/ledger/expire.ts',
    find: 'lot.remaining}`,',
    replace: 'lot.expires_at}`,',
  },
  {
    why: 'a document is written over a version that nobody read',
    file: 'shared/firestore/commit.ts',
    find: 'batch.update(document, replacing(before, after, writers), {\n        lastUpdateTime: before.updateTime,\n      })',
    replace: 'batch.update(document, replacing(before, after, writers))',
  },
  {
    why: 'a commit of many that failed counts as done',
    file: 'shared/firestore/together.ts',
    find: 'const told = isDone ?',
    replace: 'const told = isDone || !isDone ?',
  },
  {
    why: 'what many groups wrote is told before it stands, and again after',
    file: 'shared/firestore/together.ts',
    find: 'const told = isDone ?',
    replace: 'const told = !isDone ?',
  },
  {
    why: 'a commit without an answer counts as one that failed for good',
    file: 'shared/firestore/commit.ts',
    find: "  14: 'unknown',",
    replace: "  14: 'broken',",
  },
  {
    why: 'a refusal rests on memory',
    file: 'shared/firestore/attempt.ts',
    find: '(path) => !guarded.has(path)',
    replace: '(path) => !guarded.has(path) && outcomes.every(({ isAccepted }) => isAccepted)',
  },
  {
    why: 'a look rests on memory',
    file: 'shared/firestore/attempt.ts',
    find: '(path) => !guarded.has(path)',
    replace: '(path) => !guarded.has(path) && outcomes.some(({ isAccepted }) => !isAccepted)',
  },
  {
    why: 'a refusal rests on a document being new that is not',
    file: 'shared/firestore/attempt.ts',
    find: 'const isGuess = guesses.length > guessed',
    replace: 'const isGuess = guesses.length < guessed',
  },
  {
    why: 'a commit that may have gone through is made again without a look',
    file: 'shared/firestore/attempt.ts',
    find: 'transactionOver(overlay, looksFirst ? undefined : guesses)',
    replace: 'transactionOver(overlay, guesses)',
  },
  {
    why: 'one refusal refuses the whole group',
    file: 'shared/firestore/attempt.ts',
    find: '      const isGuess =',
    replace: '      if (operations.length > 1) throw why\n      const isGuess =',
  },
  {
    why: 'what a refused operation changed stays',
    file: 'shared/firestore/overlay.ts',
    find: 'for (const [path, change] of this.#undo.reverse()) {',
    replace: 'for (const [path, change] of this.#undo.slice(1)) {',
  },
]

/**
 * What a ledger should do, said a second time and shorter: one account, all of it in plain sums. It shares
 * nothing with the ledger but the names of what is done, so that a mistake would have to be made twice.
 */
export class Books {
  available = 0
  spent = 0
  expired = 0
  funding = 0
  entries = 0
  readonly told = new Map<string, string>()
  readonly lots: { id: string; left: number; until: number }[] = []
  readonly leases = new Map<string, Lease>()
  /** Sessions that are over. */
  readonly over = new Set<string>()

  get held() {
    return total([...this.leases.values()].map(({ held }) => held))
  }

  /** Credits come, go, are spent or given back. */
  move(id: string, kind: Move, micros: number, until: number | null): Answer {
    const content = JSON.stringify([kind, micros, until])
    const before = this.told.get(id)
    if (before !== undefined) return before === content ? 'again' : 'idempotency_conflict'
    const [available, spent, funding] = effects[kind](micros)
    if (this.available + available < 0) return 'insufficient_credits'
    if (this.spent + spent < 0) return 'broken'
    this.told.set(id, content)
    this.entries += 1
    this.available += available
    this.spent += spent
    this.funding += funding
    if (until !== null) this.lots.push({ id, left: micros, until })
    if (spent > 0) this.#useLots(spent)
    this.#fitLots()
    return 'done'
  }

  /** Takes what is left of lots that ran out, as far as it is not held. */
  expire(now: number): Answer {
    for (const lot of this.#soonestFirst()) {
      const gone = lot.until <= now ? Math.min(lot.left, this.available) : 0
      if (gone === 0) continue
      this.available -= gone
      this.expired += gone
      this.entries += 1
      lot.left -= gone
      this.#fitLots()
    }
    return 'done'
  }

  open(id: string, now: number, rate: number, fee: number, ttl: number): Answer {
    if (this.leases.has(id) || this.over.has(id)) return 'again'
    const held = cost(Math.min(leaseSeconds, ttl), rate, fee)
    if (held > this.available) return 'insufficient_credits'
    if (held > 0) this.entries += 1
    this.available -= held
    this.leases.set(id, { rate, fee, from: null, until: 0, end: now + ttl, held, paid: 0 })
    return 'done'
  }

  begin(id: string, now: number): Answer {
    const lease = this.leases.get(id)
    if (!lease || lease.from !== null) return 'again'
    lease.from = now
    lease.until = Math.min(now + affordable(lease, lease.held), now + leaseSeconds, lease.end)
    return 'done'
  }

  prolong(id: string, now: number, ttl: number): Answer {
    const lease = this.leases.get(id)
    if (!lease) return 'again'
    lease.end = now + ttl
    return 'done'
  }

  /** The lease is made as long as a lease is, or as the credits reach. */
  renew(id: string, now: number): Answer {
    const lease = this.leases.get(id)
    if (!lease || lease.from === null) return 'again'
    const reach = affordable(lease, lease.paid + lease.held + this.available)
    const until = Math.min(now + leaseSeconds, lease.end, lease.from + reach)
    if (until <= lease.until) return 'done'
    const used = this.#used(lease, now)
    const needed = cost(until - lease.from, lease.rate, lease.fee)
    const more = Math.max(0, needed - lease.paid - lease.held)
    if (more > 0) this.entries += 1
    this.available -= more
    lease.held += more
    this.#settle(lease, used)
    lease.until = until
    return 'done'
  }

  renewAll(now: number): Answer {
    for (const id of [...this.leases.keys()].sort()) this.renew(id, now)
    return 'done'
  }

  close(id: string, now: number): Answer {
    const lease = this.leases.get(id)
    if (!lease) return 'again'
    this.#settle(lease, this.#used(lease, now))
    if (lease.held > 0) this.entries += 1
    this.available += lease.held
    this.leases.delete(id)
    this.over.add(id)
    return 'done'
  }

  #settle(lease: Lease, used: number) {
    const owed = used - lease.paid
    if (owed <= 0) return
    this.entries += 1
    lease.held -= owed
    lease.paid += owed
    this.spent += owed
    this.#useLots(owed)
    this.#fitLots()
  }

  /** All that a session has cost by now. */
  #used({ from, until, rate, fee }: Lease, now: number) {
    return from === null ? 0 : cost(Math.max(0, Math.min(now, until) - from), rate, fee)
  }

  #useLots(micros: number) {
    let rest = micros
    for (const lot of this.#soonestFirst()) {
      const part = Math.min(rest, lot.left)
      lot.left -= part
      rest -= part
    }
    this.lots.splice(0, this.lots.length, ...this.lots.filter(({ left }) => left > 0))
  }

  #soonestFirst = () => this.lots.toSorted((one, other) => one.until - other.until)

  /** There is never more in lots than in the account. */
  #fitLots() {
    const over = total(this.lots.map(({ left }) => left)) - this.available - this.held
    this.#useLots(Math.max(0, over))
  }
}

interface Lease {
  readonly rate: number
  readonly fee: number
  from: number | null
  until: number
  end: number
  held: number
  paid: number
}
export type Answer = 'done' | 'again' | 'insufficient_credits' | 'idempotency_conflict' | 'broken'
export type Move = keyof typeof effects

/** What each does to what is available, what is spent, and what is owed to where credits come from. */
const effects = {
  purchase: (micros: number) => [micros, 0, -micros],
  grant: (micros: number) => [micros, 0, -micros],
  reverse: (micros: number) => [-micros, 0, micros],
  adjust: (micros: number) => [micros, 0, -micros],
  refund: (micros: number) => [micros, -micros, 0],
  storage: (micros: number) => [-micros, micros, 0],
} as const satisfies Record<string, (micros: number) => readonly [number, number, number]>

const leaseSeconds = 300

/** So many seconds at so much an hour, the last fraction of a micro-credit rounded up. */
const cost = (seconds: number, rate: number, fee: number) =>
  fee + Number((BigInt(seconds) * BigInt(rate) + 3_599n) / 3_600n)

/** For how many seconds so much is enough. */
const affordable = ({ rate, fee }: Lease, micros: number) =>
  micros < fee ? 0 : Number((BigInt(micros - fee) * 3_600n) / BigInt(rate))

const total = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0)

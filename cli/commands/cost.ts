import { type Common, connect } from '../api.ts'
import { printFields, printJson } from '../output.ts'

export async function cost(id: string, flags: Common) {
  const found = await connect(flags).sessions.cost({ params: { id } })
  if (flags.json) return printJson(found)
  const { lease, ttl, max_cost: ceiling, credits } = found.seconds_left
  printFields({
    session: found.session_id,
    status: found.reason ? `${found.status} (${found.reason})` : found.status,
    cost: `${found.cost.display} (${found.seconds} s)`,
    settled: found.settled.display,
    held: found.held.display,
    burns: `${found.burn_per_hour.display} credits an hour (prices ${found.price_version})`,
    'paid for': left(lease),
    'time to live': left(ttl),
    'to its ceiling': `${left(ceiling)}${found.max_cost ? ` (${found.max_cost.display})` : ''}`,
    'on credits': left(credits),
  })
}

const left = (seconds: number | null) => (seconds === null ? '-' : `${seconds} s`)

import type { Duplex } from 'node:stream'

/** Each hears what the other says, at its own pace, and of its end. */
export function join(one: Duplex, other: Duplex): void {
  pass(one, other)
  pass(other, one)
}

function pass(from: Duplex, to: Duplex): void {
  from.on('error', () => to.destroy()).pipe(to)
  // What it said before it closed is still told.
  from.once('close', () => to.end(() => to.destroy()))
}

import { accounts } from '../../shared/accounts/account.ts'
import { display } from '../../shared/contract/money.ts'
import { read } from '../../shared/firestore/collection.ts'
import type { Plane } from '../../shared/plane.ts'
import { Fault } from '../../shared/platform/faults.ts'
import { newId } from '../../shared/platform/ids.ts'
import { limits } from '../../shared/platform/limits.ts'
import { extend } from '../../shared/sessions/extend.ts'
import { findSession } from '../../shared/sessions/find.ts'
import type { Guest } from '../admit.ts'
import { statusFor } from './status.ts'

interface Asked {
  readonly plane: Plane
  readonly guest: Guest
  readonly argument: string
  /** What was sent on this socket before. */
  readonly history: readonly string[]
}

/** What a command that is one of ours answers, as text; nothing for one that is the session's. */
export function builtIn(
  command: string,
  plane: Plane,
  guest: Guest,
  history: readonly string[],
): Promise<string> | undefined {
  const [, name = '', argument = ''] = /^\/(\w+)(?:\s+(.*))?$/s.exec(command.trim()) ?? []
  const found = Object.hasOwn(builtIns, name) ? builtIns[name] : undefined
  return found?.run({ plane, guest, argument: argument.trim(), history })
}

const builtIns: Readonly<Record<string, BuiltIn>> = {
  help: {
    what: 'what can be typed here',
    async run() {
      const lines = Object.entries(builtIns).map(([name, { what }]) => `/${name.padEnd(9)} ${what}`)
      return `${lines.join('\n')}\nAnything else is a command for the session's shell.\n`
    },
  },
  status: {
    what: 'how the session is, and how long it may last',
    async run({ plane, guest }) {
      const { name } = guest.session
      const cost = await statusFor(plane, guest)
      return lines({
        session: name,
        status: cost.status,
        cost: cost.cost.display,
        'per hour': cost.burn_per_hour.display,
        'time left': time(cost.seconds_left.ttl),
        'credit left': `for ${time(cost.seconds_left.credits)}`,
        'ends at': cost.expires_at,
      })
    },
  },
  credits: {
    what: 'the credits of your account',
    async run({ plane, guest }) {
      await statusFor(plane, guest)
      const account = await read(plane.db, accounts, guest.caller.accountId)
      const { available = 0, held = 0, spent = 0 } = account?.balance ?? {}
      return lines({ available: display(available), held: display(held), spent: display(spent) })
    },
  },
  cost: {
    what: 'what the session costs as of now',
    async run({ plane, guest }) {
      const { cost, settled, held, rate_per_hour: rate, seconds } = await statusFor(plane, guest)
      return lines({
        cost: cost.display,
        settled: settled.display,
        held: held.display,
        'per hour': rate.display,
        for: time(seconds),
      })
    },
  },
  extend: {
    what: 'gives the session more time: /extend 30 (minutes)',
    async run({ plane, guest, argument }) {
      const minutes = Number(argument)
      if (!Number.isInteger(minutes) || minutes < 1 || minutes > limits.sessionTtlMinutesMax) {
        throw new Fault('invalid_request', 'say how many minutes, as in /extend 30')
      }
      const { id } = guest.session
      const request = { minutes, key: newId('command'), at: plane.clock.now() }
      const after = await plane.transact(guest.caller.accountId, (tx) => extend(tx, id, request))
      const { expires_at: until } =
        after ?? (await findSession(plane.db, guest.caller.accountId, id))
      return `the session may run until ${until}\n`
    },
  },
  history: {
    what: 'the commands that were sent on this connection',
    run: async ({ history }) =>
      history.map((command, at) => `${String(at + 1).padStart(4)}  ${command}\n`).join(''),
  },
  clear: { what: 'clears the screen', run: async () => '\u001B[H\u001B[2J\u001B[3J' },
}

interface BuiltIn {
  readonly what: string
  run(asked: Asked): Promise<string>
}

const lines = (fields: Readonly<Record<string, string>>) =>
  Object.entries(fields)
    .map(([name, value]) => `${name.padEnd(12)}${value}\n`)
    .join('')

function time(seconds: number | null): string {
  if (seconds === null) return 'no limit'
  const whole = Math.floor(seconds)
  const [hours, minutes] = [Math.floor(whole / 3_600), Math.floor((whole % 3_600) / 60)]
  return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min ${whole % 60} s`
}

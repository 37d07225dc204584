import type { FaultCode } from '../shared/contract/faults.ts'
import { display } from '../shared/contract/money.ts'

type Facts = Readonly<Record<string, unknown>>

/** What to do about what the server refuses. */
export const hints: Readonly<Partial<Record<FaultCode | (string & {}), (facts: Facts) => string>>> =
  {
    unauthenticated: () =>
      'The key is unknown, expired or revoked, or is for another server. See `onmemos login --help`.',
    missing_scope: () => 'Ask whoever issued the key for one with this scope.',
    insufficient_credits: ({ missing_micros: missing }) =>
      `${typeof missing === 'number' ? `Add at least ${display(missing)} credits, or ask for less` : 'Add credits'}: fewer --cpu, less --memory. \`onmemos balance\` says what there is.`,
    invalid_quote: () => '`onmemos estimate` with the same flags gives one that is good for this.',
    quote_expired: () => '`onmemos estimate` gives a new one.',
    quote_used: () => '`onmemos estimate` gives a new one.',
    too_many_sessions: (facts) =>
      room(facts, '`onmemos ls --status running` shows those there are'),
    daily_limit_reached: (facts) => room(facts, 'It begins again at midnight UTC'),
    spend_limit_reached: () =>
      '`onmemos account` and `onmemos keys list` say what may be used; `onmemos quota` asks for more.',
    above_account_limit: () =>
      "`onmemos account` says what it may; ask for more with: onmemos quota '<what>'",
    not_found: () => '`onmemos ls` lists your sessions.',
    name_ambiguous: () => 'Use its id: `onmemos ls` shows both.',
    session_not_running: () => '`onmemos get <id>` says why; `onmemos create` makes another.',
    session_not_ready: () => 'It is still starting: try again in a moment.',
    provider_unavailable: () => 'Try again in a moment.',
    contention: () => 'Try again in a moment.',
    internal: () => 'This is a fault of the server: its log says more.',
  }

/** A limit of a key was set by whoever made it; one of an account by an administrator. */
const room = ({ passport_id: id }: Facts, otherwise: string) =>
  typeof id === 'string'
    ? `${otherwise}; this limit is the key's own: \`onmemos keys list\`.`
    : `${otherwise}; ask for more with: onmemos quota '<what>'`

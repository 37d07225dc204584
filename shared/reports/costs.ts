import type { Firestore } from '@google-cloud/firestore'
import { money } from '../contract/money.ts'
import type { groupings } from '../contract/reports.ts'
import { into } from '../ledger/sums.ts'
import { type Session, sessions } from '../sessions/session.ts'
import { entriesIn } from './entries.ts'
import type { Period } from './period.ts'

export type Grouping = (typeof groupings)[number] | `label:${string}`

/** What sessions were charged in a period, less what was refunded, by one thing they have. */
export async function costsBy(db: Firestore, accountId: string, by: Grouping, period: Period) {
  const posted = await entriesIn(db, accountId, period)
  const charged = new Map<string, number>()
  for (const entry of posted) {
    const spent = into('spent', [entry])
    if (!entry.session_id || spent === 0) continue
    charged.set(entry.session_id, (charged.get(entry.session_id) ?? 0) + spent)
  }
  const groups = new Map<string | null, { sessions: number; micros: number }>()
  for (const session of await sessionsOf(db, [...charged.keys()])) {
    const value = groupOf(session, by)
    const group = groups.get(value) ?? { sessions: 0, micros: 0 }
    const micros = group.micros + (charged.get(session.id) ?? 0)
    groups.set(value, { sessions: group.sessions + 1, micros })
  }
  return {
    ...period,
    by,
    groups: [...groups]
      .toSorted(([, one], [, other]) => other.micros - one.micros)
      .map(([value, group]) => ({
        value,
        sessions: group.sessions,
        charged: money(group.micros),
      })),
    total: money([...charged.values()].reduce((sum, micros) => sum + micros, 0)),
  }
}

async function sessionsOf(db: Firestore, ids: readonly string[]): Promise<readonly Session[]> {
  if (ids.length === 0) return []
  const snapshots = await db.getAll(...ids.map((id) => db.collection(sessions.name).doc(id)))
  return snapshots.map((snapshot) => sessions.schema.parse(snapshot.data()))
}

function groupOf(session: Session, by: Grouping): string | null {
  const [, label] = /^label:(.+)$/.exec(by) ?? []
  if (label) return session.labels[label] ?? null
  const values: Record<string, string | null> = {
    template: session.template,
    provider: session.provider,
    workspace: session.workspace_id,
    namespace: session.namespace,
    key: session.passport_id,
  }
  return values[by] ?? null
}

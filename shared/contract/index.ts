import * as admin from './admin.ts'
import * as billing from './billing.ts'
import * as commands from './commands.ts'
import * as health from './health.ts'
import * as reports from './reports.ts'
import type { Route, RouteTable } from './route.ts'
import * as sessions from './sessions.ts'

/** Every endpoint there is. `noun.verb` is its only name; every other spelling is computed from it. */
export const api = {
  health: { check: health.check },
  sessions: {
    create: sessions.create,
    list: sessions.list,
    get: sessions.get,
    delete: sessions.remove,
    execute: commands.execute,
    executeStream: commands.executeStream,
    connect: sessions.connect,
    extend: sessions.extend,
    events: sessions.events,
    receipt: billing.receipt,
  },
  billing: {
    balance: billing.balance,
    transactions: billing.transactions,
    statement: reports.statement,
    costs: reports.costs,
    exportJson: reports.exportJson,
    exportCsv: reports.exportCsv,
  },
  users: { create: admin.createUser },
  passports: { create: admin.createPassport, revoke: admin.revokePassport },
  credits: { grant: admin.grantCredits },
  books: { audit: admin.auditBooks },
} as const satisfies RouteTable

export type Api = typeof api

export interface NamedRoute {
  readonly noun: string
  readonly verb: string
  readonly route: Route
}

/** The table as a list, in its own order. */
export const routes: readonly NamedRoute[] = Object.entries<RouteTable[string]>(api).flatMap(
  ([noun, verbs]) => Object.entries(verbs).map(([verb, route]) => ({ noun, verb, route })),
)

import * as admin from './admin.ts'
import * as adminKeys from './adminKeys.ts'
import * as audit from './audit.ts'
import * as billing from './billing.ts'
import * as cloudrun from './cloudrun.ts'
import * as commands from './commands.ts'
import * as corrections from './corrections.ts'
import * as coupons from './coupons.ts'
import * as doctor from './doctor.ts'
import * as estimates from './estimates.ts'
import * as execboxAccount from './execbox/account.ts'
import * as execboxAsking from './execbox/asking.ts'
import * as execbox from './execbox/sessions.ts'
import * as files from './files.ts'
import * as flags from './flags.ts'
import * as health from './health.ts'
import * as history from './history.ts'
import * as limits from './limits.ts'
import * as members from './members.ts'
import * as overview from './overview.ts'
import * as passports from './passports.ts'
import * as pools from './pools.ts'
import * as ports from './ports.ts'
import * as prices from './prices.ts'
import * as providers from './providers.ts'
import * as purchases from './purchases.ts'
import * as quotas from './quotas.ts'
import * as reports from './reports.ts'
import type { Route, RouteTable } from './route.ts'
import * as sessions from './sessions.ts'
import * as signin from './signin.ts'
import * as snapshots from './snapshots.ts'
import * as storage from './storage.ts'
import * as tickets from './tickets.ts'
import * as tiers from './tiers.ts'
import * as users from './users.ts'
import * as webhooks from './webhooks.ts'
import * as workspaces from './workspaces.ts'

/** Every endpoint there is. `noun.verb` is its only name; every other spelling is computed from it. */
export const api = {
  health: { check: health.check },
  sessions: {
    create: sessions.create,
    list: sessions.list,
    get: sessions.get,
    delete: sessions.remove,
    stop: sessions.adminStop,
    execute: commands.execute,
    executeStream: commands.executeStream,
    connect: sessions.connect,
    extend: sessions.extend,
    pause: sessions.pause,
    resume: sessions.resume,
    events: sessions.events,
    metrics: sessions.metrics,
    ticket: tickets.createTicket,
    url: ports.portUrl,
    receipt: billing.receipt,
    cost: estimates.cost,
  },
  files: {
    list: files.listFiles,
    watch: files.watchFiles,
    stat: files.statFile,
    makeDirectory: files.makeDirectory,
    move: files.moveFile,
    delete: files.removeFile,
    download: files.downloadFile,
    upload: files.uploadFile,
  },
  commands: {
    list: history.listCommands,
    get: history.getCommand,
    output: history.commandOutput,
  },
  snapshots: {
    create: snapshots.createSnapshot,
    list: snapshots.listSnapshots,
    get: snapshots.getSnapshot,
    delete: snapshots.deleteSnapshot,
  },
  billing: {
    balance: billing.balance,
    transactions: billing.transactions,
    statement: reports.statement,
    costs: reports.costs,
    exportJson: reports.exportJson,
    exportCsv: reports.exportCsv,
  },
  products: { list: purchases.listProducts },
  purchases: {
    create: purchases.createPurchase,
    list: purchases.listPurchases,
    get: purchases.getPurchase,
    confirm: purchases.confirmPurchase,
    cancel: purchases.cancelPurchase,
    refund: purchases.refundPurchase,
  },
  coupons: {
    create: coupons.createCoupon,
    get: coupons.getCoupon,
    redeem: coupons.redeemCoupon,
  },
  webhooks: { stripe: webhooks.stripe },
  adjustments: { create: corrections.adjustBalance },
  refunds: { create: corrections.refundSession },
  estimates: { create: estimates.create, compare: estimates.compare },
  providers: { list: providers.list },
  prices: {
    get: prices.get,
    list: prices.list,
    publish: prices.publish,
    preview: prices.preview,
  },
  storage: {
    list: storage.listStorage,
    create: storage.registerStorage,
    measure: storage.measureStorage,
    delete: storage.removeStorage,
    createBucket: storage.createBucket,
    createFilestore: storage.createFilestore,
    change: storage.changeStorage,
    destroy: storage.destroyStorage,
  },
  limits: { get: limits.getLimits, set: limits.setLimits },
  tiers: { get: tiers.getTiers, set: tiers.setTiers },
  users: {
    create: users.createUser,
    list: users.listUsers,
    get: users.getUser,
    change: users.changeUser,
    delete: users.deleteUser,
    forget: audit.forgetUser,
  },
  quotas: {
    request: quotas.requestQuota,
    list: quotas.listQuotaRequests,
    grant: quotas.grantQuota,
    answer: quotas.answerQuota,
  },
  waitlist: { join: quotas.joinWaitlist, list: quotas.listWaitlist },
  account: { get: members.getAccount, rename: members.renameAccount },
  accounts: {
    list: members.listAccounts,
    get: members.findAccount,
    change: members.changeAccount,
  },
  members: {
    list: members.listMembers,
    add: members.addMember,
    change: members.changeMember,
    remove: members.removeMember,
  },
  keys: {
    create: passports.createKey,
    list: passports.listKeys,
    get: passports.getKey,
    change: passports.changeKey,
    rotate: passports.rotateKey,
    deactivate: passports.deactivateKey,
    reactivate: passports.reactivateKey,
    revoke: passports.revokeKey,
  },
  passports: {
    create: passports.createPassport,
    list: passports.listPassports,
    get: passports.getPassport,
    change: passports.changePassport,
    rotate: passports.rotatePassport,
    deactivate: passports.deactivatePassport,
    reactivate: passports.reactivatePassport,
    revoke: passports.revokePassport,
  },
  credits: { grant: admin.grantCredits },
  pools: { list: pools.listPools, set: pools.setPool, remove: pools.removePool },
  adminKeys: {
    list: adminKeys.listAdminKeys,
    create: adminKeys.createAdminKey,
    rotate: adminKeys.rotateAdminKey,
    revoke: adminKeys.revokeAdminKey,
  },
  adminSessions: { list: overview.listAllSessions, get: overview.inspectSession },
  overview: { get: overview.overview },
  flags: { list: flags.listFlags, set: flags.setFlag },
  audit: {
    list: audit.listAudit,
    exportJson: audit.exportAuditJson,
    exportCsv: audit.exportAuditCsv,
    search: audit.searchAudit,
    searchJson: audit.searchAuditJson,
    searchCsv: audit.searchAuditCsv,
    verify: audit.verifyAudit,
  },
  cloudrun: {
    create: cloudrun.create,
    list: cloudrun.list,
    get: cloudrun.get,
    delete: cloudrun.remove,
    execute: cloudrun.execute,
  },
  execbox: {
    createSession: execbox.createSession,
    listSessions: execbox.listSessions,
    getSession: execbox.getSession,
    stopSession: execbox.stopSession,
    killSession: execbox.killSession,
    uploadFile: execbox.uploadFile,
    readFile: execbox.readFile,
    portUrl: execbox.portUrl,
    getAccount: execboxAccount.getAccount,
    getUsage: execboxAccount.getUsage,
    getEnhancedUsage: execboxAccount.getEnhancedUsage,
    exportUsage: execboxAccount.exportUsage,
    getLimits: execboxAccount.getLimits,
    setLimits: execboxAccount.setLimits,
    listKeys: execboxAccount.listKeys,
    createKey: execboxAccount.createKey,
    getKey: execboxAccount.getKey,
    changeKey: execboxAccount.changeKey,
    deleteKey: execboxAccount.deleteKey,
    rotateKey: execboxAccount.rotateKey,
    joinWaitlist: execboxAsking.joinWaitlist,
    requestQuota: execboxAsking.requestQuota,
  },
  books: { audit: admin.auditBooks },
  workspaces: {
    create: workspaces.createWorkspace,
    list: workspaces.listWorkspaces,
    get: workspaces.getWorkspace,
    update: workspaces.updateWorkspace,
    delete: workspaces.deleteWorkspace,
    setDefaults: workspaces.workspaceDefaults,
  },
  signin: {
    begin: signin.beginSignin,
    callback: signin.finishSignin,
    device: signin.beginDevice,
    deviceToken: signin.pollDevice,
    refresh: signin.refreshSignin,
    browser: signin.refreshBrowser,
    out: signin.signout,
    browserOut: signin.signoutBrowser,
  },
  signup: { begin: signin.signup, verify: signin.verifySignup },
  ssoDomains: {
    list: signin.listSsoDomains,
    set: signin.setSsoDomain,
    remove: signin.removeSsoDomain,
  },
  adminWorkspaces: {
    create: workspaces.adminCreateWorkspace,
    list: workspaces.adminListWorkspaces,
    get: workspaces.adminGetWorkspace,
    update: workspaces.adminUpdateWorkspace,
    delete: workspaces.adminDeleteWorkspace,
  },
  doctor: { examine: doctor.examine, mend: doctor.mend },
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

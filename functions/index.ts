import type { Api } from '../shared/contract/index.ts'
import type { JobName } from '../shared/contract/schedules.ts'
import type { WorkerName } from '../shared/contract/topics.ts'
import getAccount from './account/get.ts'
import renameAccount from './account/rename.ts'
import changeAccount from './accounts/change.ts'
import findAccount from './accounts/get.ts'
import listAccounts from './accounts/list.ts'
import adjustBalance from './adjustments/create.ts'
import createAdminKey from './adminKeys/create.ts'
import listAdminKeys from './adminKeys/list.ts'
import revokeAdminKey from './adminKeys/revoke.ts'
import rotateAdminKey from './adminKeys/rotate.ts'
import inspectSession from './adminSessions/get.ts'
import listAllSessions from './adminSessions/list.ts'
import adminCreateWorkspace from './adminWorkspaces/create.ts'
import adminDeleteWorkspace from './adminWorkspaces/delete.ts'
import adminGetWorkspace from './adminWorkspaces/get.ts'
import adminListWorkspaces from './adminWorkspaces/list.ts'
import adminUpdateWorkspace from './adminWorkspaces/update.ts'
import auditCsv from './audit/exportCsv.ts'
import auditJson from './audit/exportJson.ts'
import listAudit from './audit/list.ts'
import searchAudit from './audit/search.ts'
import searchAuditCsv from './audit/searchCsv.ts'
import searchAuditJson from './audit/searchJson.ts'
import verifyAudit from './audit/verify.ts'
import balance from './billing/balance.ts'
import costs from './billing/costs.ts'
import exportCsv from './billing/exportCsv.ts'
import exportJson from './billing/exportJson.ts'
import statement from './billing/statement.ts'
import transactions from './billing/transactions.ts'
import auditBooks from './books/audit.ts'
import getCommand from './commands/get.ts'
import listCommands from './commands/list.ts'
import commandOutput from './commands/output.ts'
import type { Worker } from './consume.ts'
import createCoupon from './coupons/create.ts'
import getCoupon from './coupons/get.ts'
import redeemCoupon from './coupons/redeem.ts'
import grantCredits from './credits/grant.ts'
import examineAll from './doctor/examine.ts'
import mendAll from './doctor/mend.ts'
import cloudrunCreate from './doors/cloudrun/create.ts'
import cloudrunDelete from './doors/cloudrun/delete.ts'
import cloudrunExecute from './doors/cloudrun/execute.ts'
import cloudrunGet from './doors/cloudrun/get.ts'
import cloudrunList from './doors/cloudrun/list.ts'
import execboxChangeKey from './doors/execbox/changeKey.ts'
import execboxCreateKey from './doors/execbox/createKey.ts'
import execboxCreate from './doors/execbox/createSession.ts'
import execboxDeleteKey from './doors/execbox/deleteKey.ts'
import execboxExportUsage from './doors/execbox/exportUsage.ts'
import execboxGetAccount from './doors/execbox/getAccount.ts'
import execboxGetEnhancedUsage from './doors/execbox/getEnhancedUsage.ts'
import execboxGetKey from './doors/execbox/getKey.ts'
import execboxGetLimits from './doors/execbox/getLimits.ts'
import execboxGet from './doors/execbox/getSession.ts'
import execboxGetUsage from './doors/execbox/getUsage.ts'
import execboxJoinWaitlist from './doors/execbox/joinWaitlist.ts'
import execboxKill from './doors/execbox/killSession.ts'
import execboxListKeys from './doors/execbox/listKeys.ts'
import execboxList from './doors/execbox/listSessions.ts'
import execboxUrl from './doors/execbox/portUrl.ts'
import execboxRead from './doors/execbox/readFile.ts'
import execboxRequestQuota from './doors/execbox/requestQuota.ts'
import execboxRotateKey from './doors/execbox/rotateKey.ts'
import execboxSetLimits from './doors/execbox/setLimits.ts'
import execboxStop from './doors/execbox/stopSession.ts'
import execboxUpload from './doors/execbox/uploadFile.ts'
import compareEstimates from './estimates/compare.ts'
import createEstimate from './estimates/create.ts'
import deleteFile from './files/delete.ts'
import downloadFile from './files/download.ts'
import listFiles from './files/list.ts'
import makeDirectory from './files/makeDirectory.ts'
import moveFile from './files/move.ts'
import statFile from './files/stat.ts'
import uploadFile from './files/upload.ts'
import watchFiles from './files/watch.ts'
import listFlags from './flags/list.ts'
import setFlag from './flags/set.ts'
import type { Handler } from './handle.ts'
import checkHealth from './health/check.ts'
import chargeStorage from './jobs/chargeStorage.ts'
import identities from './jobs/identities.ts'
import mails from './jobs/mails.ts'
import purge from './jobs/purge.ts'
import reconcile from './jobs/reconcile.ts'
import recover from './jobs/recover.ts'
import refill from './jobs/refill.ts'
import relay from './jobs/relay.ts'
import sweep from './jobs/sweep.ts'
import tidy from './jobs/tidy.ts'
import changeKey from './keys/change.ts'
import createKey from './keys/create.ts'
import deactivateKey from './keys/deactivate.ts'
import getKey from './keys/get.ts'
import listKeys from './keys/list.ts'
import reactivateKey from './keys/reactivate.ts'
import revokeKey from './keys/revoke.ts'
import rotateKey from './keys/rotate.ts'
import getLimits from './limits/get.ts'
import setLimits from './limits/set.ts'
import addMember from './members/add.ts'
import changeMember from './members/change.ts'
import listMembers from './members/list.ts'
import removeMember from './members/remove.ts'
import overview from './overview/get.ts'
import changePassport from './passports/change.ts'
import createPassport from './passports/create.ts'
import deactivatePassport from './passports/deactivate.ts'
import getPassport from './passports/get.ts'
import listPassports from './passports/list.ts'
import reactivatePassport from './passports/reactivate.ts'
import revokePassport from './passports/revoke.ts'
import rotatePassport from './passports/rotate.ts'
import listPools from './pools/list.ts'
import removePool from './pools/remove.ts'
import setPool from './pools/set.ts'
import getPrices from './prices/get.ts'
import listPrices from './prices/list.ts'
import previewPrices from './prices/preview.ts'
import publishPrices from './prices/publish.ts'
import listProducts from './products/list.ts'
import listProviders from './providers/list.ts'
import cancelPurchase from './purchases/cancel.ts'
import confirmPurchase from './purchases/confirm.ts'
import createPurchase from './purchases/create.ts'
import getPurchase from './purchases/get.ts'
import listPurchases from './purchases/list.ts'
import refundPurchase from './purchases/refund.ts'
import answerQuota from './quotas/answer.ts'
import grantQuota from './quotas/grant.ts'
import listQuotas from './quotas/list.ts'
import requestQuota from './quotas/request.ts'
import refundSession from './refunds/create.ts'
import connect from './sessions/connect.ts'
import cost from './sessions/cost.ts'
import create from './sessions/create.ts'
import remove from './sessions/delete.ts'
import events from './sessions/events.ts'
import execute from './sessions/execute.ts'
import executeStream from './sessions/executeStream.ts'
import extend from './sessions/extend.ts'
import get from './sessions/get.ts'
import list from './sessions/list.ts'
import metrics from './sessions/metrics.ts'
import pause from './sessions/pause.ts'
import receipt from './sessions/receipt.ts'
import resume from './sessions/resume.ts'
import stop from './sessions/stop.ts'
import ticket from './sessions/ticket.ts'
import url from './sessions/url.ts'
import beginSignin from './signin/begin.ts'
import refreshBrowser from './signin/browser.ts'
import signoutBrowser from './signin/browserOut.ts'
import finishSignin from './signin/callback.ts'
import beginDevice from './signin/device.ts'
import pollDevice from './signin/deviceToken.ts'
import signout from './signin/out.ts'
import refreshSignin from './signin/refresh.ts'
import beginSignup from './signup/begin.ts'
import verifySignup from './signup/verify.ts'
import createSnapshot from './snapshots/create.ts'
import deleteSnapshot from './snapshots/delete.ts'
import getSnapshot from './snapshots/get.ts'
import listSnapshots from './snapshots/list.ts'
import listSsoDomains from './ssoDomains/list.ts'
import removeSsoDomain from './ssoDomains/remove.ts'
import setSsoDomain from './ssoDomains/set.ts'
import changeStorage from './storage/change.ts'
import createStorage from './storage/create.ts'
import createBucket from './storage/createBucket.ts'
import createFilestore from './storage/createFilestore.ts'
import deleteStorage from './storage/delete.ts'
import destroyStorage from './storage/destroy.ts'
import listStorage from './storage/list.ts'
import measureStorage from './storage/measure.ts'
import type { Job } from './tick.ts'
import getTiers from './tiers/get.ts'
import setTiers from './tiers/set.ts'
import changeUser from './users/change.ts'
import createUser from './users/create.ts'
import deleteUser from './users/delete.ts'
import forgetUser from './users/forget.ts'
import getUser from './users/get.ts'
import listUsers from './users/list.ts'
import joinWaitlist from './waitlist/join.ts'
import listWaitlist from './waitlist/list.ts'
import stripe from './webhooks/stripe.ts'
import cloudRun from './workers/cloudRun.ts'
import deadLetters from './workers/deadLetters.ts'
import docker from './workers/docker.ts'
import gke from './workers/gke.ts'
import local from './workers/local.ts'
import sendMails from './workers/mails.ts'
import sweepAccounts from './workers/sweep.ts'
import seeToWorkspaces from './workers/workspaces.ts'
import createWorkspace from './workspaces/create.ts'
import deleteWorkspace from './workspaces/delete.ts'
import getWorkspace from './workspaces/get.ts'
import listWorkspaces from './workspaces/list.ts'
import setWorkspaceDefaults from './workspaces/setDefaults.ts'
import updateWorkspace from './workspaces/update.ts'

/** A line of the contract without its handler does not compile. */
export const handlers: {
  readonly [N in keyof Api]: { readonly [V in keyof Api[N]]: HandlerOf<Api[N][V]> }
} = {
  health: { check: checkHealth },
  sessions: {
    create,
    list,
    get,
    delete: remove,
    stop,
    execute,
    executeStream,
    connect,
    extend,
    pause,
    resume,
    events,
    metrics,
    ticket,
    url,
    receipt,
    cost,
  },
  files: {
    list: listFiles,
    watch: watchFiles,
    stat: statFile,
    makeDirectory,
    move: moveFile,
    delete: deleteFile,
    download: downloadFile,
    upload: uploadFile,
  },
  commands: { list: listCommands, get: getCommand, output: commandOutput },
  snapshots: {
    create: createSnapshot,
    list: listSnapshots,
    get: getSnapshot,
    delete: deleteSnapshot,
  },
  billing: { balance, transactions, statement, costs, exportJson, exportCsv },
  estimates: { create: createEstimate, compare: compareEstimates },
  providers: { list: listProviders },
  prices: { get: getPrices, list: listPrices, publish: publishPrices, preview: previewPrices },
  products: { list: listProducts },
  purchases: {
    create: createPurchase,
    list: listPurchases,
    get: getPurchase,
    confirm: confirmPurchase,
    cancel: cancelPurchase,
    refund: refundPurchase,
  },
  coupons: { create: createCoupon, get: getCoupon, redeem: redeemCoupon },
  webhooks: { stripe },
  adjustments: { create: adjustBalance },
  refunds: { create: refundSession },
  storage: {
    list: listStorage,
    create: createStorage,
    measure: measureStorage,
    delete: deleteStorage,
    createBucket,
    createFilestore,
    change: changeStorage,
    destroy: destroyStorage,
  },
  limits: { get: getLimits, set: setLimits },
  tiers: { get: getTiers, set: setTiers },
  users: {
    create: createUser,
    list: listUsers,
    get: getUser,
    change: changeUser,
    delete: deleteUser,
    forget: forgetUser,
  },
  quotas: { request: requestQuota, list: listQuotas, grant: grantQuota, answer: answerQuota },
  waitlist: { join: joinWaitlist, list: listWaitlist },
  account: { get: getAccount, rename: renameAccount },
  accounts: { list: listAccounts, get: findAccount, change: changeAccount },
  members: { list: listMembers, add: addMember, change: changeMember, remove: removeMember },
  keys: {
    create: createKey,
    list: listKeys,
    get: getKey,
    change: changeKey,
    rotate: rotateKey,
    deactivate: deactivateKey,
    reactivate: reactivateKey,
    revoke: revokeKey,
  },
  passports: {
    create: createPassport,
    list: listPassports,
    get: getPassport,
    change: changePassport,
    rotate: rotatePassport,
    deactivate: deactivatePassport,
    reactivate: reactivatePassport,
    revoke: revokePassport,
  },
  credits: { grant: grantCredits },
  pools: { list: listPools, set: setPool, remove: removePool },
  adminKeys: {
    list: listAdminKeys,
    create: createAdminKey,
    rotate: rotateAdminKey,
    revoke: revokeAdminKey,
  },
  adminSessions: { list: listAllSessions, get: inspectSession },
  overview: { get: overview },
  flags: { list: listFlags, set: setFlag },
  audit: {
    list: listAudit,
    exportJson: auditJson,
    exportCsv: auditCsv,
    search: searchAudit,
    searchJson: searchAuditJson,
    searchCsv: searchAuditCsv,
    verify: verifyAudit,
  },
  cloudrun: {
    create: cloudrunCreate,
    list: cloudrunList,
    get: cloudrunGet,
    delete: cloudrunDelete,
    execute: cloudrunExecute,
  },
  execbox: {
    createSession: execboxCreate,
    listSessions: execboxList,
    getSession: execboxGet,
    stopSession: execboxStop,
    killSession: execboxKill,
    uploadFile: execboxUpload,
    readFile: execboxRead,
    portUrl: execboxUrl,
    getAccount: execboxGetAccount,
    getUsage: execboxGetUsage,
    getEnhancedUsage: execboxGetEnhancedUsage,
    exportUsage: execboxExportUsage,
    getLimits: execboxGetLimits,
    setLimits: execboxSetLimits,
    listKeys: execboxListKeys,
    createKey: execboxCreateKey,
    getKey: execboxGetKey,
    changeKey: execboxChangeKey,
    deleteKey: execboxDeleteKey,
    rotateKey: execboxRotateKey,
    joinWaitlist: execboxJoinWaitlist,
    requestQuota: execboxRequestQuota,
  },
  books: { audit: auditBooks },
  workspaces: {
    create: createWorkspace,
    list: listWorkspaces,
    get: getWorkspace,
    update: updateWorkspace,
    delete: deleteWorkspace,
    setDefaults: setWorkspaceDefaults,
  },
  signin: {
    begin: beginSignin,
    callback: finishSignin,
    device: beginDevice,
    deviceToken: pollDevice,
    refresh: refreshSignin,
    browser: refreshBrowser,
    out: signout,
    browserOut: signoutBrowser,
  },
  signup: { begin: beginSignup, verify: verifySignup },
  ssoDomains: { list: listSsoDomains, set: setSsoDomain, remove: removeSsoDomain },
  adminWorkspaces: {
    create: adminCreateWorkspace,
    list: adminListWorkspaces,
    get: adminGetWorkspace,
    update: adminUpdateWorkspace,
    delete: adminDeleteWorkspace,
  },
  doctor: { examine: examineAll, mend: mendAll },
}

export const workers: Readonly<Record<WorkerName, Worker>> = {
  local,
  docker,
  cloudRun,
  gke,
  sweep: sweepAccounts,
  workspaces: seeToWorkspaces,
  mails: sendMails,
  deadLetters,
}
export const jobs: Readonly<Record<JobName, Job>> = {
  sweep,
  relay,
  reconcile,
  recover,
  identities,
  mails,
  refill,
  purge,
  chargeStorage,
  tidy,
}

type HandlerOf<R> = R extends Parameters<typeof import('./handle.ts').handle>[0]
  ? Handler<R>
  : never

import { ConnectError } from '../../shared/agents/connect.ts'
import {
  AdoptRequest,
  MetricsRequest,
  RenewRequest,
  StatRequest,
  StopRequest,
} from '../../shared/agents/session.ts'
import { unary } from '../call.ts'

/** A session that has begun to end is not brought back. */
export const renew = unary(RenewRequest, (session, { leaseEndsAt }) => {
  if (session.isEnding) throw new ConnectError('failed_precondition', 'the session is ending')
  return { leaseEndsAt: session.lease.renew(leaseEndsAt) }
})

/** The key that asks is good for nothing afterwards: the session's own takes its place. */
export const adopt = unary(AdoptRequest, (session, adoption) => ({
  startedAt: session.adopt(adoption),
}))

/** Answers at once; the agent exits when the box is empty. */
export const stop = unary(StopRequest, (session, { graceSeconds, isFetched }) => {
  session.stop(graceSeconds)
  if (isFetched) session.leave()
  return {}
})

export const stat = unary(StatRequest, ({ startedAt, lease, activity, commands, ended }) => ({
  startedAt,
  leaseEndsAt: lease.endsAt,
  lastActivityAt: activity.lastAt,
  processesRunning: commands.running().length,
  ended,
}))

export const metrics = unary(MetricsRequest, ({ usage }) => {
  if (usage) return usage.read()
  throw new ConnectError('unimplemented', 'what it takes is not told apart from its machine’s')
})

import { money } from '../contract/money.ts'
import type { Session } from './session.ts'
import { view } from './view.ts'

/** A session as an administrator sees it. */
export const inspected = (session: Session, publicUrl: string) => ({
  ...view(session, publicUrl),
  account_id: session.account_id,
  passport_id: session.passport_id,
  charged: session.bill && money(session.bill.charged),
})

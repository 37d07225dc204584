import type { Asker } from './asker.ts'

export interface Citizen {
  readonly userId: string
  readonly accountId: string
  readonly passportId: string
  readonly key: string
}

/** Makes a user with credits and a passport, through the admin face. */
export async function settle(
  admin: Asker,
  name: string,
  micros: number,
  passport: Record<string, unknown> = {},
): Promise<Citizen> {
  const user = await admin.post('/admin/users', { email: `${name}@example.com`, name })
  const { user_id: userId, account_id: accountId } = user.body
  if (micros > 0) await admin.post(`/admin/accounts/${accountId}/credits`, { micros })
  const issued = await admin.post('/admin/passports', { user_id: userId, name, ...passport })
  const { passport_id: passportId, passport_key: key } = issued.body
  return { userId, accountId, passportId, key }
}

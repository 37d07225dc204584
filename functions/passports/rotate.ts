import { api } from '../../shared/contract/index.ts'
import { rotate } from '../../shared/passports/change.ts'
import { viewPassport } from '../../shared/passports/view.ts'
import { handle } from '../handle.ts'

export default handle(api.passports.rotate, async ({ params, body }, { clock, transact }) => {
  const at = clock.now()
  const { passport, account, key } = await transact(params.id, (tx) =>
    rotate(tx, params.id, { at, overlapSeconds: body.overlap_seconds }),
  )
  return { ...viewPassport(passport, account, at), passport_key: key }
})

import { api } from '../../shared/contract/index.ts'
import { oidcOf } from '../../shared/signins/signInBy.ts'
import { handle } from '../handle.ts'

export default handle(api.signin.device, async (_, plane) => {
  const begun = await oidcOf(plane).beginDevice()
  return {
    // Sealed, so that it is of use here alone.
    device_code: await plane.vault.seal(begun.device_code),
    user_code: begun.user_code,
    verification_uri: begun.verification_uri,
    verification_uri_complete: begun.verification_uri_complete ?? null,
    expires_in: begun.expires_in,
    interval: begun.interval ?? 5,
  }
})

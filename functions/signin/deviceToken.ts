import { errors } from 'jose'
import { api } from '../../shared/contract/index.ts'
import type { Plane } from '../../shared/plane.ts'
import { Fault } from '../../shared/platform/faults.ts'
import { oidcOf, signInBy } from '../../shared/signins/signInBy.ts'
import { handle } from '../handle.ts'

export default handle(api.signin.deviceToken, async ({ body }, plane) => {
  const oidc = oidcOf(plane)
  return signInBy(plane, await oidc.askDevice(await opened(plane, body.device_code)))
})

async function opened({ vault }: Plane, sealed: string): Promise<string> {
  try {
    return await vault.open(sealed)
  } catch (cause) {
    if (!(cause instanceof errors.JOSEError)) throw cause
    throw new Fault('signin_refused', 'this device code is not one of ours', { cause })
  }
}

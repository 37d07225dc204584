import * as z from 'zod'
import { Fault } from '../platform/faults.ts'
import { limits } from '../platform/limits.ts'
import type { Vault } from '../platform/vault.ts'
import type { Workspace } from './workspace.ts'

const Secrets = z.record(z.string(), z.string())
type Sealed = Pick<Workspace, 'secret_names' | 'sealed_secrets'>

export async function sealSecrets(
  vault: Vault,
  secrets: Readonly<Record<string, string>>,
): Promise<Sealed> {
  const names = Object.keys(secrets).sort()
  const sealed = names.length > 0 ? await vault.seal(JSON.stringify(secrets)) : null
  return { secret_names: names, sealed_secrets: sealed }
}

/** In the clear: for a session's box, and for nothing that is stored or shown. */
export const openSecrets = async (
  vault: Vault,
  sealed: string | null,
): Promise<Readonly<Record<string, string>>> =>
  sealed === null ? {} : Secrets.parse(JSON.parse(await vault.open(sealed)))

/** With those that are named put in place, and those that are null gone. */
export async function changeSecrets(
  vault: Vault,
  { sealed_secrets: before }: Sealed,
  changes: Readonly<Record<string, string | null>>,
): Promise<Sealed> {
  const merged = { ...(await openSecrets(vault, before)), ...changes }
  const kept = Object.entries(merged).flatMap(([name, value]) =>
    value === null ? [] : [[name, value] as const],
  )
  if (kept.length > limits.environmentVariablesMax) {
    const message = `at most ${limits.environmentVariablesMax} secrets`
    throw new Fault('invalid_request', `body.secrets: ${message}`, {
      flaws: [{ location: 'body.secrets', message }],
    })
  }
  return sealSecrets(vault, Object.fromEntries(kept))
}

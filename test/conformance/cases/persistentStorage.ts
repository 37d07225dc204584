import { expect } from 'vitest'
import type { Proof } from '../case.ts'

/** What one command leaves in /workspace and in the home directory, the next finds; a full disk is an error, not an end. */
export const persistentStorage: Proof = async ({ sh }, session) => {
  await sh(session, 'mkdir -p deep/er && echo kept > deep/er/file && ln -s deep/er/file link')
  await sh(session, 'echo mine > ~/.profile-of-mine; printf "\\0\\377" > bytes')
  expect((await sh(session, 'cat link ~/.profile-of-mine; wc -c < bytes')).stdout).toMatch(
    /^kept\nmine\n *2\n$/,
  )
  const full = await sh(session, 'dd if=/dev/zero of=much bs=65536 count=3000; rm much')
  expect(full.stderr).toMatch(/No space left/i)
  expect((await sh(session, 'cat deep/er/file')).stdout).toBe('kept\n')
}

import { addMember } from '../../shared/accounts/add.ts'
import { invite } from '../../shared/accounts/invite.ts'
import { viewMember } from '../../shared/accounts/viewMember.ts'
import { api } from '../../shared/contract/index.ts'
import { relayQuietly } from '../../shared/outbox/relay.ts'
import { handle } from '../handle.ts'

export default handle(api.members.add, async ({ caller, body }, plane) => {
  const at = plane.clock.now()
  const { added, letter } = await plane.transact(caller.accountId, async (tx) => {
    const added = await addMember(tx, caller, body, at)
    return { added, letter: await invite(tx, plane, added, at) }
  })
  // Not awaited: a mail server may be slow, and the letter is saved.
  if (letter) void relayQuietly(plane, letter)
  return viewMember(added.membership, added.user)
})

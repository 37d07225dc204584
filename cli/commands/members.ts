import { addMember, changeMember } from '../../shared/contract/members.ts'
import { type Common, connect } from '../api.ts'
import { print, printJson, printTable } from '../output.ts'
import { valid } from '../valid.ts'

export async function list(flags: Common) {
  const found = await connect(flags).members.list()
  if (flags.json) return printJson(found)
  printTable(
    ['USER', 'NAME', 'EMAIL', 'KIND', 'ROLE', 'STATUS'],
    found.members.map((one) => [
      one.user_id,
      one.name,
      one.email ?? '-',
      one.kind,
      one.role,
      one.status,
    ]),
  )
}

export async function add(
  name: string,
  flags: Common & { readonly email?: string; readonly role?: string },
) {
  const { email, role } = flags
  const body = valid(addMember.body, { kind: email ? 'human' : 'service', name, email, role })
  const member = await connect(flags).members.add({ body })
  if (flags.json) return printJson(member)
  print(member.user_id)
}

export async function changeRole(userId: string, role: string, flags: Common) {
  const body = valid(changeMember.body, { role })
  const member = await connect(flags).members.change({ params: { user_id: userId }, body })
  if (flags.json) return printJson(member)
  print(`${member.name} is ${member.role}`)
}

export async function remove(userId: string, flags: Common) {
  const removed = await connect(flags).members.remove({ params: { user_id: userId } })
  if (flags.json) return printJson(removed)
  print(`${removed.user_id} is let in no more`)
}

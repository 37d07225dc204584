import * as z from 'zod'
import { Timestamp } from '../contract/fields.ts'
import { SessionCommand } from '../contract/topics.ts'
import { collection } from '../firestore/collection.ts'
import type { Plane } from '../plane.ts'

/** A command that its topic gave up: kept until someone has seen to it. */
export const DeadLetter = z.object({
  id: z.string(),
  command: SessionCommand,
  at: Timestamp,
})
export type DeadLetter = z.output<typeof DeadLetter>

export const deadLetters = collection('dead_letters', DeadLetter)

/** Given up twice, it is one. */
export async function keepDeadLetter(plane: Plane, command: SessionCommand): Promise<void> {
  const id = `${command.verb}-${command.session_id}`
  const letter = { id, command, at: plane.clock.now() }
  await plane.transact(`dead letter ${id}`, (tx) => tx.create(deadLetters, id, letter))
}

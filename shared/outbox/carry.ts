import { deliver } from '../mail/deliver.ts'
import type { Plane } from '../plane.ts'
import { work } from '../sessions/work.ts'
import { seeTo } from '../workspaces/seeTo.ts'
import type { OutboxLine } from './line.ts'

/** Does what a line asks for in this process, as the worker of its topic would. */
export const carry = (plane: Plane, { topic, command }: OutboxLine): Promise<void> => {
  switch (topic) {
    case 'session-commands':
      return work(plane, command)
    case 'workspace-commands':
      return seeTo(plane, command.workspace_id)
    case 'mails':
      return deliver(plane, command.mail_id)
  }
}

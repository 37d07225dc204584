import { Firestore } from '@google-cloud/firestore'
import { transactor } from '../../../../shared/firestore/transact.ts'
import { Fault } from '../../../../shared/platform/faults.ts'
import { answerOf, posted } from '../model/acts.ts'
import type { Answer } from '../model/books.ts'
import { operation, shareOf } from './work.ts'

/** One of the crowd, killed at any time: does its share in order, some at once, and says each answer. */
const [projectId = '', process_ = ''] = process.argv.slice(2)
const transact = transactor(new Firestore({ projectId }))
const todo = [...shareOf(Number(process_))]
while (todo.length > 0) await Promise.all(todo.splice(0, 25).map(doIt))
process.exit(0)

async function doIt(n: number) {
  process.stdout.write(`${n} ${await answered(operation(n))}\n`)
}

/** As a client would that is told to try again: on a machine that is busy with other things a turn may be missed for long. */
async function answered({ act, at }: ReturnType<typeof operation>): Promise<Answer> {
  try {
    return await transact('a', (tx) => posted(tx, 'a', act, at))
  } catch (cause) {
    if (cause instanceof Fault && cause.code === 'contention') return answered({ act, at })
    return answerOf(cause)
  }
}

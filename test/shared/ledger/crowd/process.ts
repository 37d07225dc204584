import { Firestore } from '@google-cloud/firestore'
import { transactor } from '../../../../shared/firestore/transact.ts'
import { answerOf, posted } from '../model/acts.ts'
import { operation, shareOf } from './work.ts'

/** One of the crowd, killed at any time: does its share in order, some at once, and says each answer. */
const [projectId = '', process_ = ''] = process.argv.slice(2)
const transact = transactor(new Firestore({ projectId }))
const todo = [...shareOf(Number(process_))]
while (todo.length > 0) await Promise.all(todo.splice(0, 25).map(doIt))
process.exit(0)

async function doIt(n: number) {
  const { act, at } = operation(n)
  const answer = await transact('a', (tx) => posted(tx, 'a', act, at)).catch(answerOf)
  process.stdout.write(`${n} ${answer}\n`)
}

import { once } from 'node:events'
import { credits, loaded } from '../kit/credits.ts'

/** One of several processes that post to one account: warms up on its own, waits for a line, says how it went. */
const [projectId = '', name = '', concurrency = '', seconds = ''] = process.argv.slice(2)
const own = credits(projectId, name)
const many = Number(concurrency)
await own.open(name)
await loaded(
  many,
  (done) => done >= 150 * many,
  () => own.post(name),
)
process.stdout.write('ready\n')
await once(process.stdin, 'data')
// The first second is when they find each other.
await loaded(many, over(1), () => own.post('shared'))
const load = await loaded(many, over(Number(seconds)), () => own.post('shared'))
process.stdout.write(`${JSON.stringify(load)}\n`)
process.exit(0)

function over(seconds: number) {
  const until = performance.now() + seconds * 1_000
  return () => performance.now() > until
}

import { existsSync, rmSync } from 'node:fs'
import * as z from 'zod'
import { logTo } from '../../shared/platform/log.ts'
import { birthOf } from '../keeper/birth.ts'
import { projectPlaces } from './places.ts'
import { openProject } from './project.ts'
import { writeRunning } from './running.ts'

/** A project as a process of its own, which outlives whoever started it: SIGTERM ends it, and what it keeps is there the next time. */
const errand = z
  .object({ projectId: z.string(), deployment: z.string(), directory: z.string() })
  .parse(JSON.parse(process.argv[2] ?? ''))
const { running } = projectPlaces(errand.directory)
const log = logTo((line) => {
  if (!line.startsWith('{"severity":"INFO"')) process.stdout.write(`${line}\n`)
})

const { close, deployerToken, ...project } = await openProject({
  ...errand,
  log,
  // Nothing works without them; another start finds all that was saved.
  lost: (why) => {
    log.error('an emulator was lost', { why })
    process.exit(1)
  },
})
const { pid } = process
const birth = (await birthOf(pid)) ?? ''
const say = () => writeRunning(running, { pid, birth, deployerToken: deployerToken(), ...project })
say()
log.warn('the project is open', { pid })

let isLeaving = false
async function leave() {
  if (isLeaving) return
  isLeaving = true
  await close()
  rmSync(running, { force: true })
  process.exit(0)
}
process.on('SIGTERM', leave).on('SIGINT', leave)
// Who removes its folder wants it gone.
setInterval(() => existsSync(running) || leave(), 5_000)
// The token is good for an hour.
setInterval(() => isLeaving || !existsSync(running) || say(), 1_200_000)

import { startGoogleEmulators } from '../../emulators/keeper/start.ts'
import { logTo } from '../../shared/platform/log.ts'
import { copyOfSources } from './copy.ts'
import { faults } from './faults.ts'
import { noticedIn } from './vitest.ts'

/**
 * `npm run mutate:ledger [-- words]`: makes each fault (or those whose reason has these words) in a copy of
 * the sources, and runs the tests of the ledger. A fault that none notices is one that could be made here.
 */
const words = process.argv.slice(2).join(' ')
const chosen = faults.filter(({ why }) => why.includes(words))
const copy = copyOfSources()
const stop = await emulator()
let ending: Promise<void> | undefined
const end = () => {
  ending ??= stop().then(copy.remove)
  return ending
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => end().then(() => process.exit(130)))
}
try {
  process.exitCode = await mutate()
} finally {
  await end()
}

async function mutate(): Promise<number> {
  const already = await noticedIn(copy.folder)
  if (already) {
    console.log(`without any fault a test fails: ${already}`)
    return 1
  }
  let survivors = 0
  for (const [index, fault] of chosen.entries()) {
    const from = performance.now()
    const noticed = await copy.with(fault, () => noticedIn(copy.folder))
    const seconds = ((performance.now() - from) / 1_000).toFixed(0)
    if (!noticed) survivors += 1
    console.log(`${`${index + 1}`.padStart(3)}  ${noticed ? 'caught  ' : 'SURVIVED'}  ${fault.why}`)
    console.log(
      `     ${`${seconds} s`.padStart(8)}  ${fault.file}${noticed ? ` ← ${noticed}` : ''}`,
    )
  }
  console.log(`\n${chosen.length - survivors} of ${chosen.length} faults caught`)
  return survivors > 0 ? 1 : 0
}

/** One for all runs: the one that is running, or one of our own. */
async function emulator(): Promise<() => Promise<void>> {
  process.env.METADATA_SERVER_DETECTION = 'none'
  if (process.env.FIRESTORE_EMULATOR_HOST) return async () => undefined
  const google = await startGoogleEmulators({
    projectId: 'demo-mutate',
    log: logTo((line) => process.stderr.write(`${line}\n`)),
  })
  process.env.FIRESTORE_EMULATOR_HOST = google.firestoreHost
  return google.stop
}

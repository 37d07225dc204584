import { startGoogleEmulators } from '../../../emulators/keeper/start.ts'
import { logTo } from '../../../shared/platform/log.ts'

/** A parent to kill: starts the emulators on a state directory, says where they are, and stays. */
const [stateDirectory = '', projectId = ''] = process.argv.slice(2)
const log = logTo((line) => process.stderr.write(`${line}\n`))
const { firestoreHost, pubsubHost } = await startGoogleEmulators({ stateDirectory, projectId, log })
process.stdout.write(`${JSON.stringify({ firestoreHost, pubsubHost })}\n`)

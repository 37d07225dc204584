import { gkeFrom } from '../../../functions/gke.ts'
import { settingsFrom } from '../../../functions/settings.ts'

/** A process of ours as it is inside a cluster: starts a box, says which there are, and ends it. */
const { spec } = JSON.parse(process.argv[2] ?? '')
const provider = gkeFrom(settingsFrom(process.env))
await provider.start(spec)
process.stdout.write(JSON.stringify(await provider.list()))
await provider.stop(spec.sessionId, 0)
provider.close?.()

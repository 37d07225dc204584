import { planeFrom } from '../../functions/deps.ts'
import { settingsFrom } from '../../functions/settings.ts'

/** A process that starts a box, to be killed meanwhile. */
const { backend, spec } = JSON.parse(process.argv[2] ?? '')
const providers: Readonly<Record<string, { start(spec: unknown): Promise<unknown> }>> = Object(
  planeFrom(settingsFrom(process.env)).providers,
)
process.stdout.write('ready')
await providers[backend]?.start(spec)

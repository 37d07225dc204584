import { environment } from '../functions/environment.ts'
import { settingsFrom } from '../functions/settings.ts'
import { configuration, shown } from './configuration.ts'

/** `npm run config`: every setting, what it means and what it is here; exits with 1 where something is wrong with them. */
const env = environment()
process.stdout.write(shown(configuration(env)))
try {
  settingsFrom(env)
} catch (cause) {
  process.stderr.write(`\n${cause instanceof Error ? cause.message : cause}\n`)
  process.exitCode = 1
}

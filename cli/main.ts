import { CommanderError } from 'commander'
import { onBrokenPipe } from './pipe.ts'
import { program } from './program.ts'
import { report } from './report.ts'

/** Commander throws also when all it was asked for is on the screen. */
const shown = new Set(['commander.version', 'commander.helpDisplayed', 'commander.help'])

onBrokenPipe()
try {
  await program().parseAsync()
} catch (error) {
  const isShown = error instanceof CommanderError && shown.has(error.code)
  if (!isShown) process.exitCode = report(error, process.argv.includes('--json'))
  else if (error.exitCode !== 0) process.exitCode = 2
}

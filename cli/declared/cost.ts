import type { Command } from 'commander'
import { number, wishFlags } from '../flags.ts'

/** What things will cost, and what they cost by now. */
export function costCommands(program: Command) {
  wishFlags(program.command('estimate'))
    .description('Say what a session will cost before it is made, and quote its price')
    .option('--duration <minutes>', 'how long it is going to run, if you know', number)
    .option('--compare <providers>', 'side by side, such as cloud_run,gke', (text) =>
      text.split(','),
    )
    .addHelpText('after', examples)
    .action(async (_, self: Command) => {
      const { estimate } = await import('../commands/estimate.ts')
      await estimate(self.optsWithGlobals())
    })

  program
    .command('cost')
    .description('What a session costs as of now, and how long it can go on')
    .argument('<id>', "the session's id or name")
    .action(async (id, _, self: Command) => {
      const { cost } = await import('../commands/cost.ts')
      await cost(id, self.optsWithGlobals())
    })
}

const examples = `
A quote fixes the price for a while; it is good for one session of the same shape.

Examples:
  onmemos estimate --template python --cpu 2 --memory 4g
  onmemos estimate --duration 120 --compare cloud_run,gke,workstations
  onmemos create --cpu 2 --quote "$(onmemos estimate --cpu 2 --json | jq -r .quote.token)"`

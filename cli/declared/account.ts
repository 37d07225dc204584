import type { Command } from 'commander'

export function accountCommands(program: Command) {
  program
    .command('login')
    .description('Check a key with the server and keep it for later commands')
    .addHelpText('after', loginHelp)
    .action(async (_, self: Command) => {
      const { login } = await import('../commands/login.ts')
      await login(self.optsWithGlobals())
    })

  program
    .command('balance')
    .description('What the account has, holds and has spent')
    .action(async (_, self: Command) => {
      const { balance } = await import('../commands/balance.ts')
      await balance(self.optsWithGlobals())
    })

  program
    .command('transactions')
    .description("The account's ledger, newest first")
    .option('--all', 'every page, not only the newest 20')
    .action(async (_, self: Command) => {
      const { transactions } = await import('../commands/transactions.ts')
      await transactions(self.optsWithGlobals())
    })

  program
    .command('receipt')
    .description('What a session cost, line by line')
    .argument('<id>', "the session's id or name")
    .action(async (id, _, self: Command) => {
      const { receipt } = await import('../commands/receipt.ts')
      await receipt(id, self.optsWithGlobals())
    })
}

const loginHelp = `
Without --key it is asked for, unseen; --key - reads it from stdin.
The key is kept readable for you alone, and is sent to this server only.

Examples:
  onmemos login
  onmemos login --url https://onmemos.example.com --key - < key.txt`

import type { Command } from 'commander'
import { credits } from '../flags.ts'

export function accountCommands(program: Command) {
  program
    .command('login')
    .description('Sign in by a browser, or check a key, and keep that for later commands')
    .addHelpText('after', loginHelp)
    .action(async (_, self: Command) => {
      const { login } = await import('../commands/login.ts')
      await login(self.optsWithGlobals())
    })

  program
    .command('logout')
    .description('Forget what login kept; a sign-in ends at its server too')
    .action(async (_, self: Command) => {
      const { logout } = await import('../commands/logout.ts')
      await logout(self.optsWithGlobals())
    })

  program
    .command('whoami')
    .description('Who the server takes you for')
    .action(async (_, self: Command) => {
      const { whoami } = await import('../commands/whoami.ts')
      await whoami(self.optsWithGlobals())
    })

  program
    .command('token')
    .description(
      'Print the key in use, or the access token of who has signed in, for other programs',
    )
    .addHelpText('after', tokenHelp)
    .action(async (_, self: Command) => {
      const { token } = await import('../commands/token.ts')
      token(self.optsWithGlobals())
    })

  program
    .command('signup')
    .description('Have a code mailed to you, and make an account or sign in with it')
    .argument('[email]', 'your address')
    .option('--name <name>', 'yours, if you are new')
    .option('--code <code>', 'what was mailed')
    .addHelpText('after', signupHelp)
    .action(async (email, _, self: Command) => {
      const { signup } = await import('../commands/signup.ts')
      await signup(email, self.optsWithGlobals())
    })

  program
    .command('balance')
    .description('What the account has, holds and has spent')
    .action(async (_, self: Command) => {
      const { balance } = await import('../commands/balance.ts')
      await balance(self.optsWithGlobals())
    })

  program
    .command('buy')
    .description('Order credits, and say how to pay for them')
    .argument('[credits]', 'how many, such as 25 or 12.50', credits)
    .option('--product <id>', 'a pack of credits, in place of a number')
    .option('--provider <name>', 'who takes the money: stripe or manual')
    .option('--wait', 'until they are there')
    .addHelpText('after', buyHelp)
    .action(async (micros, _, self: Command) => {
      const { buy } = await import('../commands/buy.ts')
      await buy(micros, self.optsWithGlobals())
    })

  program
    .command('redeem')
    .description('Redeem a coupon')
    .argument('<code>', 'as it was given to you')
    .action(async (code, _, self: Command) => {
      const { redeem } = await import('../commands/redeem.ts')
      await redeem(code, self.optsWithGlobals())
    })

  program
    .command('transactions')
    .description("The account's ledger, newest first")
    .option('--all', 'every page, not only the newest 20')
    .option('--verb <verb>', 'only hold, settle, release, grant …')
    .option('--session <id>', 'only what was posted for one session')
    .action(async (_, self: Command) => {
      const { transactions } = await import('../commands/transactions.ts')
      await transactions(self.optsWithGlobals())
    })

  program
    .command('statement')
    .description('A month from its opening to its closing balance')
    .argument('[month]', 'such as 2026-11; this month unless given')
    .action(async (month, _, self: Command) => {
      const { statement } = await import('../commands/statement.ts')
      await statement(month, self.optsWithGlobals())
    })

  program
    .command('costs')
    .description('What sessions cost, by what they were')
    .option(
      '--by <what>',
      'template, provider, workspace, namespace, key or label:<name>',
      'template',
    )
    .option('--from <time>', 'RFC 3339; the beginning of this month unless given')
    .option('--to <time>', 'RFC 3339; now unless given')
    .action(async (_, self: Command) => {
      const { costs } = await import('../commands/costs.ts')
      await costs(self.optsWithGlobals())
    })

  program
    .command('export')
    .description(
      'Every charge and credit of a period as CSV (or JSON with --json), in FOCUS columns',
    )
    .option('--from <time>', 'RFC 3339; the beginning of this month unless given')
    .option('--to <time>', 'RFC 3339; now unless given')
    .action(async (_, self: Command) => {
      const { exportCharges } = await import('../commands/export.ts')
      await exportCharges(self.optsWithGlobals())
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

const buyHelp = `
A checkout prints where to pay; otherwise an administrator confirms that the money arrived.

Examples:
  onmemos buy 25
  onmemos buy 12.50 --wait
  onmemos buy --product team`

const loginHelp = `
Without --key it shows where to sign in by a browser, on this machine or any other. Where the
server has nobody to sign in with, a key is asked for, unseen; --key - reads it from stdin.
What is kept is readable for you alone, and is sent to this server only.

Examples:
  onmemos login
  onmemos login --url https://onmemos.example.com --key - < key.txt`

const tokenHelp = `
An access token is good for at least two minutes, and for half an hour at most.

Example:
  curl -H "Authorization: Bearer $(onmemos token)" http://127.0.0.1:8001/admin/overview`

const signupHelp = `
Examples:
  onmemos signup ada@example.com
  onmemos signup --code ons_…`

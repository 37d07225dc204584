import type { Command } from 'commander'
import { credits, number } from '../flags.ts'

/** Who may do what: the account, those who belong to it, and its passports. */
export function accessCommands(program: Command) {
  program
    .command('account')
    .description('What the account may have, has used, and who you are in it')
    .action(async (_, self: Command) => {
      const { account } = await import('../commands/account.ts')
      await account(self.optsWithGlobals())
    })
  program
    .command('quota')
    .description('Ask an administrator for more than the account may; prints the id of the request')
    .argument('<wanted>', 'in your own words, such as "5 sessions at once"')
    .option('--why <text>', 'what it is for')
    .option('--email <address>', 'where to answer; your own unless given')
    .action(async (wanted, _, self: Command) => {
      const { quota } = await import('../commands/quota.ts')
      await quota(wanted, self.optsWithGlobals())
    })
  program
    .command('audit')
    .description('What was done in the account, by whom, and what was refused; newest first')
    .option('--all', 'every page, not only the newest 20')
    .option('--action <name>', 'only this, such as sessions.create')
    .option('--from <time>', 'RFC 3339, such as 2027-01-31T00:00:00Z')
    .option('--to <time>', 'RFC 3339, itself not included')
    .action(async (_, self: Command) => {
      const { audit } = await import('../commands/audit.ts')
      await audit(self.optsWithGlobals())
    })
  keyCommands(program.command('keys').description('API keys: passports that do no more than yours'))
  memberCommands(program.command('members').description('Who belongs to the account'))
}

function keyCommands(keys: Command) {
  const commands = () => import('../commands/keys.ts')
  keys
    .command('list')
    .description('Those you may look at, newest first')
    .action(async (_, self: Command) => (await commands()).list(self.optsWithGlobals()))

  keys
    .command('create')
    .description('Issue a key, which is printed this once')
    .argument('<name>', 'what it is for')
    .option('--scopes <list>', 'such as sessions:read,sessions:write; all of yours unless given')
    .option('--expires <time>', 'such as 2027-01-31T00:00:00Z')
    .option('--ips <list>', 'from where it is good, such as 10.0.0.0/8,192.0.2.1')
    .option('--providers <list>', 'where its sessions may run')
    .option('--templates <list>', 'what its sessions may begin as')
    .option('--sessions <count>', 'live at once', number)
    .option('--per-day <count>', 'sessions created a day', number)
    .option('--spend-day <credits>', 'credits a day', credits)
    .option('--spend-month <credits>', 'credits a month', credits)
    .option('--format <format>', 'onm, sk or e2b: for clients that insist')
    .option('--for-user <id>', 'a service user of the account')
    .option('--for-session <id>', 'for the box of this session, to extend and stop itself')
    .addHelpText('after', createHelp)
    .action(async (name, _, self: Command) =>
      (await commands()).create(name, self.optsWithGlobals()),
    )

  keys
    .command('rotate')
    .description('Give a key a new secret, which is printed this once')
    .argument('<id>', "the key's id, as `keys list` has it")
    .option('--overlap <seconds>', 'how long the old one still works', number)
    .action(async (id, _, self: Command) => (await commands()).rotate(id, self.optsWithGlobals()))

  const verbs = {
    deactivate: 'Refuse a key until it is reactivated',
    reactivate: 'Let a deactivated key in again',
    revoke: 'Refuse a key, and those made from it, for good',
  } as const
  for (const verb of ['deactivate', 'reactivate', 'revoke'] as const) {
    keys
      .command(verb)
      .description(verbs[verb])
      .argument('<id>', "the key's id")
      .action(async (id, _, self: Command) => (await commands())[verb](id, self.optsWithGlobals()))
  }
}

function memberCommands(members: Command) {
  const commands = () => import('../commands/members.ts')
  members
    .command('list')
    .description('Everybody and everything that belongs to the account')
    .action(async (_, self: Command) => (await commands()).list(self.optsWithGlobals()))

  members
    .command('add')
    .description('Let somebody in, or make a service user')
    .argument('<name>', 'what they are called')
    .option('--email <address>', 'of a person; without it a service user is made')
    .option('--role <role>', 'owner, admin, member, billing or viewer')
    .action(async (name, _, self: Command) => (await commands()).add(name, self.optsWithGlobals()))

  members
    .command('role')
    .description('Change what a member may do')
    .argument('<user-id>')
    .argument('<role>', 'owner, admin, member, billing or viewer')
    .action(async (id, role, _, self: Command) =>
      (await commands()).changeRole(id, role, self.optsWithGlobals()),
    )

  members
    .command('remove')
    .description('Let a member in no more, nor their keys')
    .argument('<user-id>')
    .action(async (id, _, self: Command) => (await commands()).remove(id, self.optsWithGlobals()))
}

const createHelp = `
Examples:
  onmemos keys create ci --scopes sessions:read,sessions:write --sessions 5 --spend-day 2.50
  onmemos keys create robot --for-user <user-id> --ips 192.0.2.0/24
  onmemos keys create box --for-session <id>`

import { type Command, InvalidArgumentError } from 'commander'

/** Which session is wanted: the same for `run`, `create` and `estimate`. The contract checks the values. */
export const wishFlags = (command: Command) =>
  command
    .option('-t, --template <name>', 'base, python, nodejs or go')
    .option('-p, --provider <name>', 'auto, local, docker, cloud_run, gke or workstations')
    .option('--ttl <minutes>', 'how long it may live', number)
    .option('--cpu <vcpus>', 'such as 0.5 or 2', (text) => Math.round(number(text) * 1000))
    .option('--memory <size>', 'such as 512m or 2g; MiB without a unit', mebibytes)
    .option('--disk <size>', 'of /workspace, such as 512m or 2g; MiB without a unit', mebibytes)
    .option('--gpu <type>', 'nvidia-l4, with --cpu 4 and --memory 16g or more')
    .option('--max-cost <credits>', 'stop it before it costs more', credits)
    .option('-e, --env <NAME=value>', 'an environment variable; may be repeated', pair)
    .option('-l, --label <name=value>', 'a label to find it by; may be repeated', pair)
    .option('--workspace <id>', 'the workspace it belongs to')
    .option('--namespace <name>', 'the first part of its name')
    .option('--user <name>', 'the second part of its name')

/** Of sessions that are made at once: at which price, with what, and how they end. */
export const makingFlags = (command: Command) =>
  command
    .option('--quote <token>', 'the price of an estimate for this shape')
    .option('--snapshot <id>', 'begin with the files of this snapshot')
    .option('--bucket <name>', 'a Cloud Storage bucket to mount')
    .option('--filestore <ip:share>', 'an NFS share to mount', filestore)
    .option('--vault <name>', 'a stored bucket to mount')
    .option('--vault-id <id>', 'the same by its id')
    .option('--drive <name>', 'a stored file share to mount')
    .option('--drive-id <id>', 'the same by its id')
    .option('--ssh', 'where SSH reaches it')
    .option('--long-lived', 'where sessions of days are at home')
    .option('--network <what>', 'what it reaches: none, or outgoing for the internet')
    .option('--failover', 'let another provider run it when the first refuses; auto does')
    .option('--no-failover', 'let none do so')
    .option('--failover-max-rate <credits>', 'what an hour may cost there, if more', credits)
    .option('--idle <minutes>', 'how long it may be idle; 0 is for ever', number)
    .option('--on-idle <what>', 'stop or pause it then')
    .option('--auto-resume', 'resume it by the next command once it is paused')
    .option('--max-duration <minutes>', 'how long it may run in all', number)
    .option('--expected-duration <minutes>', 'how long it will probably run', number)
    .option('--stop-after-expected', 'stop it once that has passed')
    .option('--grace <seconds>', 'between SIGTERM and SIGKILL at its end', number)
    .option('--warn <minutes...>', 'how long before its end to warn of it')

export function number(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && Number.isFinite(value)) return value
  throw new InvalidArgumentError('It is not a number.')
}

/** Credits as people write them, in micro-credits: exact, without a float in between. */
export function credits(text: string): number {
  const [, whole, fraction = ''] = /^(\d{1,9})(?:\.(\d{1,6}))?$/.exec(text) ?? []
  if (whole) return Number(whole + fraction.padEnd(6, '0'))
  throw new InvalidArgumentError('Write it as 25 or 12.50.')
}

export function pair(text: string, before: Readonly<Record<string, string>> = {}) {
  const at = text.indexOf('=')
  if (at > 0) return { ...before, [text.slice(0, at)]: text.slice(at + 1) }
  throw new InvalidArgumentError('Write it as NAME=value.')
}

function filestore(text: string) {
  const at = text.indexOf(':')
  if (at > 0) return { ip: text.slice(0, at), share: text.slice(at + 1) }
  throw new InvalidArgumentError('Write it as 10.0.0.2:share.')
}

function mebibytes(text: string): number {
  const [, amount, unit = 'm'] = /^(\d+(?:\.\d+)?)\s*([mg])?(?:i?b)?$/i.exec(text) ?? []
  if (!amount) throw new InvalidArgumentError('Write it as 512m or 2g.')
  return Math.round(Number(amount) * (unit.toLowerCase() === 'g' ? 1024 : 1))
}

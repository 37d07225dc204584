import { Command } from 'commander'
import { expect, test } from 'vitest'
import { makingFlags, wishFlags } from '../../cli/flags.ts'
import { bodyOf } from '../../cli/wish.ts'
import { CreateSession } from '../../shared/contract/session.ts'

const parsed = (...words: string[]) =>
  bodyOf(makingFlags(wishFlags(new Command())).parse(words, { from: 'user' }).opts())

test('every field of a session can be said on the command line', () => {
  const body = parsed(
    ...['-t', 'python', '-p', 'local', '--ttl', '90', '--cpu', '0.5', '--memory', '2g'],
    ...['--disk', '1g', '--max-cost', '1.5', '-e', 'A=b', '-l', 'team=ml', '--workspace', 'w'],
    ...['--namespace', 'n', '--user', 'u', '--quote', 'q', '--snapshot', 's', '--bucket', 'files'],
    ...['--filestore', '10.0.0.2:share', '--ssh', '--long-lived', '--idle', '5'],
    ...['--failover', '--failover-max-rate', '0.2'],
    ...['--vault', 'v', '--vault-id', 'stgv', '--drive', 'd', '--drive-id', 'stgd'],
    ...['--on-idle', 'pause', '--auto-resume', '--max-duration', '80', '--grace', '3'],
    ...['--expected-duration', '70', '--stop-after-expected', '--warn', '5', '1'],
  )
  expect(body).toEqual({
    template: 'python',
    provider: 'local',
    ttl_minutes: 90,
    resources: { cpu_millis: 500, memory_mb: 2_048, disk_mb: 1_024 },
    max_cost: 1_500_000,
    env: { A: 'b' },
    labels: { team: 'ml' },
    workspace_id: 'w',
    namespace: 'n',
    user: 'u',
    quote: 'q',
    snapshot: 's',
    storage: { bucket: 'files', filestore: { ip: '10.0.0.2', share: 'share' } },
    vault_id: 'stgv',
    vault_name: 'v',
    drive_id: 'stgd',
    drive_name: 'd',
    needs_ssh: true,
    long_lived: true,
    failover: true,
    failover_max_rate_per_hour: 200_000,
    idle_minutes: 5,
    on_idle: 'pause',
    auto_resume: true,
    max_duration_minutes: 80,
    stop_grace_seconds: 3,
    expected_duration_minutes: 70,
    stop_after_expected: true,
    warning_minutes: [5, 1],
  })
  const withGpu = parsed('--gpu', 'nvidia-l4', '--cpu', '4', '--memory', '16g')
  expect(withGpu.resources).toMatchObject({ gpu: 'nvidia-l4' })
  expect(parsed('--no-failover')).toMatchObject({ failover: false })
  expect(parsed().failover).toBeUndefined()
  expect(Object.keys(CreateSession.shape).filter((name) => !Object.hasOwn(body, name))).toEqual([])
})

test('a GPU is not had with less than it comes with', () => {
  expect(() => parsed('--gpu', 'nvidia-l4', '--memory', '16g')).toThrow('at least 4 vCPUs')
  expect(() => parsed('--gpu', 'nvidia-l4', '--cpu', '4')).toThrow('at least 16 GiB of memory')
  expect(() => parsed('--gpu', 'abacus')).toThrow('--gpu')
})

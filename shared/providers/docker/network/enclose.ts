import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type Docker from 'dockerode'
import { Fault } from '../../../platform/faults.ts'
import { environment } from '../../local/wrapper.ts'
import { asked, unlessSo } from '../daemon.ts'
import type { Image } from '../image.ts'
import type { Here } from '../options.ts'
import { bridgeOf } from './bridge.ts'
import { insideRules, outsideRules } from './rules.ts'

/**
 * Keeps a container on the bridge from all but the internet, before anything of its user's runs in it. Each box sets all of the
 * rules, so that they hold again where somebody took them away. Where they cannot be had it is refused (`unsupported`).
 */
export async function enclose(
  here: Here,
  container: Docker.Container,
  image: Image,
): Promise<void> {
  const bridge = await bridgeOf(here)
  await besideTheDaemon(here, image, async (pid) => {
    await within(pid, ['nft', '--file', '-'], outsideRules(bridge))
    await within(pid, ['sh', '-c', apart, 'apart', bridge.device])
  })
  const { State } = await asked(container.inspect())
  await within(State.Pid, ['nft', '--file', '-'], insideRules)
}

/** No port of the bridge speaks with another, at any layer. */
const apart = `set -e
ip link show dev "$1" > /dev/null
for port in $(ip -oneline link show master "$1" | cut -d: -f2 | cut -d@ -f1)
do ip link set dev "$port" type bridge_slave isolated on; done`

/**
 * The daemon need not be in our network namespace. What it calls the host's it gives to any container that asks for it, so one
 * does, and does nothing in it.
 */
async function besideTheDaemon(
  { docker }: Here,
  { id }: Image,
  act: (pid: number) => Promise<void>,
): Promise<void> {
  const helper = await asked(
    docker.createContainer({
      Image: id,
      Entrypoint: ['/bin/sh', '-c', `exec sleep ${helperSeconds}`],
      Cmd: [],
      User: '65534:65534',
      HostConfig: {
        NetworkMode: 'host',
        UsernsMode: 'host',
        AutoRemove: true,
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges'],
        ReadonlyRootfs: true,
        PidsLimit: 4,
      },
    }),
  )
  try {
    await asked(helper.start())
    const { State } = await asked(helper.inspect())
    await act(State.Pid)
  } finally {
    await unlessSo(helper.remove({ force: true }))
  }
}

/** One that is forgotten goes by itself. */
const helperSeconds = 30

/** In the network namespace of a process. */
async function within(pid: number, program: readonly string[], input = ''): Promise<void> {
  const running = promisify(execFile)('nsenter', [`--net=/proc/${pid}/ns/net`, '--', ...program], {
    env: environment,
    timeout: ruleMsMax,
  })
  running.child.stdin?.on('error', () => undefined).end(input)
  await running.catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Fault(
      'unsupported',
      `this machine cannot keep a box with a network from its own; it needs nft, ip and nsenter: ${why}`,
      { cause },
    )
  })
}

const ruleMsMax = 10_000

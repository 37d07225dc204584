import {
  mustRun,
  NoDaemon,
  noDaemon,
  startDaemon,
  type TestDaemon,
} from '../../kit/docker/daemon.ts'
import { execute } from '../../kit/docker/execute.ts'
import { importImage } from '../../kit/docker/image.ts'
import { reachable } from '../../kit/docker/network.ts'
import { busybox } from '../../kit/docker/programs.ts'
import { type Bench, CannotRaise, type TriedNetwork } from '../bench.ts'

/** A real daemon of the suite's own; what isolates its containers is its default unless CONFORMANCE_RUNTIME says. */
export const docker: Bench = {
  missing: noDaemon,
  raise: async () => {
    const daemon = await raised()
    const templates = ['base', 'python', 'nodejs', 'go']
    return {
      settings: {
        ONMEMOS_DOCKER_HOST: daemon.host,
        ONMEMOS_DOCKER_IMAGES: templates.map((template) => `${template}=${image}`).join(','),
        ONMEMOS_DOCKER_RUNTIME: process.env.CONFORMANCE_RUNTIME ?? '',
      },
      ...(process.env.CONFORMANCE_RUNTIME === 'runsc' ? { lacks: lacksUnderGvisor } : {}),
      network: networkOf(daemon),
      close: daemon.close,
    }
  },
}

/** As Debian 12 has it, 20221219. */
const lacksUnderGvisor = {
  network_outgoing: 'no session under gVisor is let out to the internet here',
  shell_interactive: 'keys that interrupt what runs do nothing in a terminal of this gVisor',
}

async function raised() {
  const daemon = await startDaemon().catch(unable)
  try {
    await importImage(daemon.docker, image)
    await mustRun(daemon.docker, image)
    return daemon
  } catch (cause) {
    await daemon.close()
    return unable(cause)
  }
}

const networkOf = ({ enter }: TestDaemon): TriedNetwork => {
  const { internet, ...closed } = reachable
  const [program, ...args] = enter
  const get = (address: string) => [...args, busybox, 'wget', '-qO-', `http://${address}/`]
  return {
    internet,
    closed,
    reaches: (address) =>
      execute(program, get(address)).then(
        (said) => said === 'found\n',
        () => false,
      ),
  }
}

function unable(cause: unknown): never {
  throw cause instanceof NoDaemon ? new CannotRaise(cause.message) : cause
}

const image = 'onmemos-test:latest'

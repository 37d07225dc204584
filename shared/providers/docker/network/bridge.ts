import { asked, statusOf } from '../daemon.ts'
import type { Here } from '../options.ts'

/** The one network of this deployment's boxes that may go out. It stays when they are gone. */
export interface Bridge {
  readonly network: string
  /** The interface that the daemon's machine has in it. */
  readonly device: string
  readonly subnet: string
}

/** Made when it is first wanted. Where another process is faster it is the other's. */
export async function bridgeOf(here: Here): Promise<Bridge> {
  const network = `onmemos-${here.owner}`
  // Of an interface's name fifteen characters are taken.
  const device = `onm-${here.owner.slice(0, 11)}`
  const found = here.docker.getNetwork(network)
  const known = await found.inspect().catch(() => undefined)
  if (!known) await asked(made(here, network, device))
  const { IPAM } = await asked(found.inspect())
  return { network, device, subnet: IPAM?.Config?.[0]?.Subnet ?? '' }
}

const made = ({ docker }: Here, network: string, device: string) =>
  docker
    .createNetwork({
      Name: network,
      CheckDuplicate: true,
      Driver: 'bridge',
      EnableIPv6: false,
      Options: {
        'com.docker.network.bridge.name': device,
        // Rules are ours, whether or not the daemon sets any.
        'com.docker.network.bridge.enable_ip_masquerade': 'false',
      },
    })
    .catch((cause: unknown) => {
      if (statusOf(cause) !== 409) throw cause
    })

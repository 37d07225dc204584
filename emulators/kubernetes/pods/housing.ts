import type { Socket } from 'node:net'
import { Dialler } from './dial.ts'
import { openPorts } from './network.ts'
import { openSandbox, type Sandbox } from './sandbox.ts'
import type { Pod } from './spec.ts'

/** What the containers of a pod live in, and the ways into it. */
export interface Housing {
  readonly sandbox: Sandbox
  dial(port: number): Promise<Socket>
  close(): Promise<void>
}

export async function openHousing(
  { metadata, spec }: Pod,
  {
    ip,
    isReachable,
    door,
  }: { readonly ip: string; readonly isReachable: boolean; readonly door: string },
): Promise<Housing> {
  const sandbox = await openSandbox(spec.hostname ?? metadata.name, ip)
  const dialler = new Dialler(sandbox, door)
  const ports = spec.containers.flatMap((one) => one.ports.map((port) => port.containerPort))
  const closePorts = isReachable ? await openPorts(ip, ports, dialler) : async () => undefined
  return {
    sandbox,
    dial: (port) => dialler.dial(port),
    async close() {
      await closePorts()
      await dialler.close()
      await sandbox.end()
    },
  }
}

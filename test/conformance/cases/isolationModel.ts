import { rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Ground, Proof } from '../case.ts'
import { until } from '../until.ts'

/** A hostile session reaches neither the host, nor its network, nor the control plane, nor another's session. */
export const isolationModel: Proof = async ({ sh, session: another, world }, session) => {
  const eve = world.as('eve')
  const hers = await another({}, eve)
  await sh(
    hers,
    'echo hers > secret; echo hers > /tmp/secret; echo hers > /dev/shm/secret',
    {},
    eve,
  )
  await sh(hers, '(sleep 31337 > /dev/null 2>&1 &)', {}, eve)
  await sh(hers, `(${listener(herPort)} > /dev/null 2>&1 &)`, {}, eve)
  await until('she listens', async () => {
    const { returncode } = await sh(hers, reach('127.0.0.1', herPort), {}, eve)
    return returncode === 0
  })
  const { stdout: herAddresses } = await sh(hers, ownAddresses, {}, eve)
  const host = hostWithSecrets()
  const port = await host.port
  const attempts: Readonly<Record<string, string>> = {
    'read a file of the host': `cat ${host.file}`,
    'see where boxes are kept': `ls ${world.runDirectory}`,
    'read the shadow file': 'cat /etc/shadow',
    'talk to a container daemon': 'ls /var/run/docker.sock || ls /run/containerd',
    'ask the metadata address': reach('169.254.169.254', 80),
    'ask the metadata server by name': reach('metadata.google.internal', 80),
    "reach the host's loopback": reach('127.0.0.1', port),
    ...Object.fromEntries(
      addresses().map((address) => [`reach the host at ${address}`, reach(address, port)]),
    ),
    ...Object.fromEntries(
      servers(world).map(([name, at]) => [`reach ${name} at ${at}`, reach('127.0.0.1', at)]),
    ),
    ...Object.fromEntries(
      [...herAddresses.split('\n').filter(Boolean), 'localhost'].map((address) => [
        `reach another's session at ${address}`,
        reach(address, herPort),
      ]),
    ),
    "read another's files": 'cat secret /tmp/secret /dev/shm/secret | grep .',
    "see another's processes": "cat /proc/[0-9]*/cmdline | tr '\\0' ' ' | grep 'sleep 3133[7]'",
    'mount something': 'mount -t tmpfs tmpfs /tmp',
    'write to the system': 'touch /usr/bin/mine',
    'write beside its own directories': 'touch /mine || touch /etc/mine',
    'change the machine': 'echo 1 > /proc/sys/kernel/panic',
    'use a device of the machine': 'mknod /tmp/disk b 8 0 && head -c 1 /tmp/disk',
    'be root': '[ "$(id -u)" = 0 ]',
    'have a capability': "grep -E 'Cap(Prm|Eff|Amb):.*[1-9a-f]' /proc/self/status",
  }
  try {
    for (const [what, script] of Object.entries(attempts)) {
      const { returncode, stdout } = await sh(session, script, { timeout: 20 })
      expect({ what, succeeded: returncode === 0, stdout }).toEqual({
        what,
        succeeded: false,
        stdout: '',
      })
    }
  } finally {
    host.close()
  }
  const { stdout } = await sh(session, 'cat /proc/[0-9]*/environ 2>/dev/null; env')
  expect(stdout).not.toContain(world.plane.agentKey(session))
  // Some may not send it, to others the kernel does not bring it: it runs on, or nothing would answer.
  await sh(session, 'kill -9 1')
  expect((await sh(session, 'echo fine')).stdout).toBe('fine\n')
  expect((await sh(hers, 'cat secret', {}, eve)).stdout).toBe('hers\n')
  await eve.delete(`/v1/sessions/${hers}`)
}

/** Succeeds where something listens there and can be reached. */
const reach = (address: string, port: number) =>
  `timeout 5 bash -c 'exec 3<>/dev/tcp/${address}/${port}'`

const herPort = 8_123
const listener = (port: number) =>
  `python3 -m http.server ${port} || busybox nc -ll -p ${port} -e true`
/** Of the machine it runs on, as the kernel has them, but for its loopback's. */
const ownAddresses =
  "grep -B1 '/32 host LOCAL' /proc/net/fib_trie | grep -oE '[0-9]+([.][0-9]+){3}' | grep -v '^127' | sort -u"

/** What else of ours listens on this machine: the emulators that the control plane works on. */
const servers = ({ environment }: Ground['world']): [name: string, port: number][] =>
  Object.entries({
    FIRESTORE_EMULATOR_HOST: process.env.FIRESTORE_EMULATOR_HOST,
    PUBSUB_EMULATOR_HOST: process.env.PUBSUB_EMULATOR_HOST,
    ...environment,
  }).flatMap(([name, value]) => {
    const port = /^(?:http:\/\/)?(?:127\.0\.0\.1|localhost):(\d+)/.exec(value ?? '')?.[1]
    return port ? [[name, Number(port)]] : []
  })

const addresses = () =>
  Object.values(networkInterfaces())
    .flatMap((those) => those ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address)

/** A file and a listener that everyone on the machine can reach. */
function hostWithSecrets() {
  const file = join(tmpdir(), `secret-of-the-host-${process.pid}`)
  writeFileSync(file, 'secret', { mode: 0o644 })
  const server = createServer((guest) => guest.end('reached'))
  const port = new Promise<number>((known) =>
    server.listen(0, '0.0.0.0', () => {
      const address = server.address()
      known(typeof address === 'object' ? (address?.port ?? 0) : 0)
    }),
  )
  return {
    file,
    port,
    close: () => {
      server.close()
      rmSync(file)
    },
  }
}

import { rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Proof } from '../case.ts'

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
  const host = hostWithSecrets()
  const port = await host.port
  const [, firestorePort] = (process.env.FIRESTORE_EMULATOR_HOST ?? '').split(':')
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
    "reach the control plane's database": reach('127.0.0.1', Number(firestorePort)),
    "read another's files": 'cat secret /tmp/secret /dev/shm/secret | grep .',
    "see another's processes": "cat /proc/[0-9]*/cmdline | tr '\\0' ' ' | grep 'sleep 3133[7]'",
    'mount something': 'mount -t tmpfs tmpfs /tmp',
    'write to the system': 'touch /usr/bin/mine',
    'write beside its own directories': 'touch /mine || touch /etc/mine',
    'change the machine': 'echo 1 > /proc/sys/kernel/panic',
    'make a device': 'mknod /tmp/disk b 8 0',
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

import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { agentKey, onEachLauncher, type TestBox } from './ground.ts'

onEachLauncher((ground) => {
  let box: TestBox
  beforeAll(async () => {
    box = await ground.start()
  })
  const theAgent = 'agent=$(pgrep -f agent.cjs | head -1); test -n "$agent" || exit 99; '

  test.each([
    ['end the agent', `${theAgent} kill -9 $agent`],
    ['end the first process', 'kill -9 1'],
    ["read the agent's environment", `${theAgent} cat /proc/$agent/environ`],
    ["read the agent's memory", `${theAgent} head -c 1 /proc/$agent/mem`],
    ["see the agent's files", 'ls /run/onmemos/'],
    ["see the agent's socket", 'ls /run/onmemos/agent.sock'],
    ['read the shadow file', 'cat /etc/shadow'],
    ["see root's files", 'ls /root'],
    ['write to the system', 'touch /usr/bin/mine'],
    ['write beside its own directories', 'touch /mine /etc/mine /var/mine /run/mine'],
    ['mount', 'mount -t tmpfs tmpfs /tmp'],
    ['become root by su', 'echo | su -c id root'],
    ['become root by its own call', `python3 -c 'import os; os.setuid(0)'`],
    ['become another user', `python3 -c 'import os; os.setuid(2000000001)'`],
    ['change the machine', 'echo 1 > /proc/sys/kernel/panic'],
    [
      'give itself more memory',
      `find / '(' -name memory.limit_in_bytes -o -name memory.max ')' -exec sh -c 'echo 1g > "$1"' _ {} ';' -print | grep .`,
    ],
    [
      'leave its group',
      'find /sys -name cgroup.procs -exec sh -c "echo $$ > {}" ";" -print | grep .',
    ],
    [
      'make its group writable',
      'mount -o remount,rw "$(dirname "$(find /sys -name cgroup.procs | head -1)")"',
    ],
    ['see the disks', 'find /dev /sys -name "[vs]da*" 2>/dev/null | grep .'],
  ])('a command cannot %s', async (_, script) => {
    const { end, stdout } = await box.sh(script)
    expect({ exitCode: end.exitCode, stdout }).not.toMatchObject({ exitCode: 99 })
    expect(end.exitCode).not.toBe(0)
    expect(stdout).toBe('')
    expect((await box.sh('echo fine')).stdout).toBe('fine\n')
  })

  test('what a set-uid program runs is still the same user', async () => {
    const { stdout } = await box.sh('id -u; cp /usr/bin/id /tmp/id; chmod u+s /tmp/id; /tmp/id -u')
    const [uid, again] = stdout.trim().split('\n')
    expect(Number(uid)).toBeGreaterThan(2_000_000)
    expect(again).toBe(uid)
  })

  test('a command has no capability at all', async () => {
    const { stdout } = await box.sh('grep -E "Cap(Prm|Eff|Amb)|NoNewPrivs" /proc/self/status')
    expect(stdout.replace(/\s+/g, ' ')).toBe(
      'CapPrm: 0000000000000000 CapEff: 0000000000000000 CapAmb: 0000000000000000 NoNewPrivs: 1 ',
    )
  })

  test("the machine's files and processes are not there", async () => {
    const secret = join(tmpdir(), `secret-${process.pid}`)
    writeFileSync(secret, 'secret')
    try {
      const { stdout } = await box.sh(
        `ls ${secret} ${ground.runDirectory} /work; ls /; ls /sys | grep -vx fs; ls /sys/fs | grep -vx cgroup`,
      )
      expect(
        stdout
          .trim()
          .split(/\s+/)
          .filter((name) => theMachines.includes(name)),
      ).toEqual([])
    } finally {
      rmSync(secret)
    }
    const { stdout } = await box.sh('ps -eo args=')
    expect(stdout).not.toContain('vitest')
    expect(stdout.trim().split('\n').length).toBeLessThan(8)
  })

  test('the key of the agent is nowhere to be read', async () => {
    const { stdout } = await box.sh(
      'cat /proc/*/environ /proc/*/cmdline 2>/dev/null | tr "\\0" "\\n"; env',
    )
    expect(stdout).toContain('agent.cjs')
    expect(stdout).not.toContain(agentKey)
  })

  test("a server on the machine's loopback cannot be reached", async () => {
    const server = createServer((_, response) => response.end('reached')).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' && address?.port
    expect(port).toBeTruthy()
    const { stdout } = await box.sh(
      `python3 -c 'import socket; socket.create_connection(("127.0.0.1", ${port}), 2)' 2>&1 | tail -1`,
    )
    server.close()
    expect(stdout).toContain('Connection refused')
  })

  test('there is no network but its own loopback', async () => {
    const { stdout } = await box.sh(
      'tail -n +3 /proc/net/dev | cut -d: -f1; cat /proc/net/route | tail -n +2',
    )
    expect(stdout.trim()).toBe('lo')
    const own = `
import http.server, threading, urllib.request
server = http.server.HTTPServer(("127.0.0.1", 8000), http.server.SimpleHTTPRequestHandler)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(urllib.request.urlopen("http://localhost:8000/").status)`
    expect((await box.sh(`python3 -c '${own}' 2>/dev/null`)).stdout).toBe('200\n')
  })

  test('two boxes have two users, and neither sees the other', async () => {
    const other = await ground.start()
    const [mine, theirs] = await Promise.all([box.sh('id -u'), other.sh('id -u')])
    expect(mine.stdout).not.toBe(theirs.stdout)
    await box.sh('echo mine > /workspace/file; echo mine > /dev/shm/file; sleep 500 &')
    const { stdout } = await other.sh('cat /workspace/file /dev/shm/file; pgrep sleep; hostname')
    expect(stdout).toBe(`${other.sessionId}\n`)
  })
})

const theMachines = ['boot', 'media', 'mnt', 'opt', 'root', 'srv', 'work', 'class', 'kernel', 'bpf']

import { spawn, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { type Kubernetes, openKubernetes } from '../../../emulators/kubernetes/server.ts'
import { type Client, canRun, clientOf, isRunning, podOf, soon } from './cluster.ts'

const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0
const kubectlTest = test.skipIf(!canRun || !hasKubectl)
const forever = 'while :; do sleep 0.1; done'
let cluster: Kubernetes
let client: Client
let folder: string

beforeAll(async () => {
  cluster = await openKubernetes()
  client = clientOf(cluster)
  folder = await mkdtemp(join(tmpdir(), 'onmemos-kubectl-'))
})
afterAll(async () => {
  await cluster.close()
  await rm(folder, { recursive: true, force: true })
})

function begin(args: readonly string[]) {
  const all = [`--server=${cluster.url}`, '--kubeconfig=/dev/null', `--cache-dir=${folder}/cache`]
  return spawn('kubectl', [...all, ...args], { env: { ...process.env, HOME: folder } })
}

/** What kubectl says, and its exit code. */
async function kubectl(args: readonly string[], input = '') {
  const child = begin(args)
  child.stdin.end(input)
  const exited = new Promise<number | null>((ended) => child.once('exit', ended))
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), exited])
  return { out, err, code }
}

kubectlTest('a pod is applied, waited for, shown, entered, listened to and deleted', async () => {
  const made = await kubectl(['create', 'namespace', 'story'])
  expect(made).toMatchObject({ out: 'namespace/story created\n', code: 0 })
  const within = ['-n', 'story']
  const manifest = JSON.stringify(podOf(`echo up; ${forever}`, {}))
  expect(await kubectl(['apply', '-f', '-', ...within], manifest)).toMatchObject({
    out: 'pod/pod created\n',
  })
  expect(await kubectl(['apply', '-f', '-', ...within], manifest)).toMatchObject({
    out: 'pod/pod unchanged\n',
  })
  const ready = await kubectl([
    'wait',
    '--for=condition=Ready',
    'pod/pod',
    '--timeout=25s',
    ...within,
  ])
  expect(ready).toMatchObject({ out: 'pod/pod condition met\n', code: 0 })
  expect((await kubectl(['get', 'pods', ...within])).out).toMatch(
    /NAME +READY +STATUS +RESTARTS +AGE *\npod +1\/1 +Running +0/,
  )
  const ran = await kubectl(
    ['exec', '-i', 'pod', ...within, '--', 'sh', '-c', 'cat; echo oops >&2; exit 3'],
    'typed',
  )
  expect(ran).toMatchObject({ out: 'typed', code: 3 })
  expect(ran.err).toContain('oops\n')
  expect((await kubectl(['logs', 'pod', ...within])).out).toBe('up\n')
  expect((await kubectl(['describe', 'pod', 'pod', ...within])).out).toContain(
    'Started container main',
  )
  const gone = await kubectl(['delete', 'pod', 'pod', ...within])
  expect(gone.out).toContain('pod "pod" deleted')
  expect((await kubectl(['get', 'pods', ...within])).err).toContain('No resources found')
})

kubectlTest('a wrong field is refused, and the right ones are explained', async () => {
  const namespace = await client.namespace()
  const manifest = JSON.stringify({ ...podOf('true', {}), spce: {} })
  const applied = await kubectl(['apply', '-f', '-', '-n', namespace], manifest)
  expect(applied).toMatchObject({ code: 1, err: expect.stringContaining('unknown field "spce"') })
  const explained = await kubectl(['explain', 'pod.spec.containers'])
  expect(explained.out).toMatch(/name\t<string> -required-/)
})

kubectlTest('a terminal is a terminal', async () => {
  const namespace = await client.namespace()
  await client.pod(namespace, forever)
  await client.until(namespace, 'pod', isRunning)
  // Its size comes after its beginning.
  const sized = 'until [ "$(stty size)" = "33 101" ]; do sleep 0.1; done'
  const exec = `kubectl --server=${cluster.url} --kubeconfig=/dev/null -n ${namespace} exec -it pod -- timeout --foreground 20 sh -c 'test -t 0 && ${sized}; stty size; exit 5'`
  const inTerminal = spawn('script', ['-qec', `stty rows 33 cols 101; ${exec}`, '/dev/null'], {
    env: { ...process.env, HOME: folder },
  })
  const exited = new Promise((ended) => inTerminal.once('exit', ended))
  expect(await text(inTerminal.stdout)).toContain('33 101')
  expect(await exited).toBe(5)
})

kubectlTest('files are copied both ways', async () => {
  const namespace = await client.namespace()
  await client.pod(namespace, forever)
  await client.until(namespace, 'pod', isRunning)
  const bytes = Buffer.alloc(300_000, 'some bytes ')
  await writeFile(join(folder, 'sent'), bytes)
  const within = ['-n', namespace]
  expect(await kubectl(['cp', join(folder, 'sent'), 'pod:/tmp/there', ...within])).toMatchObject({
    code: 0,
  })
  expect(await kubectl(['cp', 'pod:/tmp/there', join(folder, 'back'), ...within])).toMatchObject({
    code: 0,
  })
  expect((await readFile(join(folder, 'back'))).equals(bytes)).toBe(true)
})

kubectlTest('a log is followed, and a program attached to', async () => {
  const namespace = await client.namespace()
  const container = { stdin: true, stdinOnce: true }
  await client.pod(namespace, 'echo up; read line; echo heard $line', { container })
  await client.until(namespace, 'pod', isRunning)
  const following = kubectl(['logs', '-f', 'pod', '-n', namespace])
  await kubectl(['attach', '-i', 'pod', '-n', namespace], 'me\n')
  expect((await following).out).toBe('up\nheard me\n')
})

kubectlTest('a port is forwarded, as often as somebody connects', async () => {
  const namespace = await client.namespace()
  const serve =
    "require('http').createServer((q, s) => s.end('x'.repeat(200000))).listen(8000, () => console.log('up'))"
  await client.pod(namespace, '', { container: { command: ['node', '-e', serve] } })
  await client.until(namespace, 'pod', isRunning)
  const log = () => client.core.readNamespacedPodLog({ namespace, name: 'pod' })
  await expect.poll(log, soon).toBe('up\n')
  const forwarding = begin(['port-forward', 'pod/pod', ':8000', '-n', namespace])
  onTestFinished(() => void forwarding.kill())
  const port = await new Promise<string>((found) => {
    forwarding.stdout.on('data', (said) => {
      const [, ours] = /127\.0\.0\.1:(\d+)/.exec(String(said)) ?? []
      if (ours) found(ours)
    })
  })
  const ask = async () => (await fetch(`http://127.0.0.1:${port}`)).text()
  const answers = await Promise.all([ask(), ask(), ask()])
  expect(answers.map((answer) => answer.length)).toEqual([200_000, 200_000, 200_000])
})

kubectlTest('a program is run and its pod removed', async () => {
  const namespace = await client.namespace()
  const run = ['run', 'once', '--image=debian', '--restart=Never', '--rm', '-i', '-n', namespace]
  const ran = await kubectl([...run, '--', 'sh', '-c', 'read x; echo got $x'], 'it\n')
  expect(ran.out).toContain('got it')
  await client.gone(namespace, 'once')
})

kubectlTest('kubectl learns of every kind in two answers', async () => {
  const cache = await mkdtemp(join(folder, 'cache-'))
  const before = cluster.steering.seen.length
  const { out, code } = await kubectl(['api-resources', `--cache-dir=${cache}`])
  expect(code).toBe(0)
  expect(out).toMatch(/persistentvolumes +pv +v1 +false +PersistentVolume/)
  expect(out).toMatch(/rolebindings +rbac.authorization.k8s.io\/v1 +true +RoleBinding/)
  const asked = cluster.steering.seen.slice(before).map(({ path }) => path)
  expect(asked.filter((path) => path.startsWith('/api')).toSorted()).toEqual(['/api', '/apis'])
})

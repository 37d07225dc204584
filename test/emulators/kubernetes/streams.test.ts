import { PassThrough } from 'node:stream'
import { Attach, PortForward } from '@kubernetes/client-node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Kubernetes, openKubernetes } from '../../../emulators/kubernetes/server.ts'
import { type Client, canRun, clientOf, isRunning, soon } from './cluster.ts'

let cluster: Kubernetes
let client: Client

beforeAll(async () => {
  cluster = await openKubernetes()
  client = clientOf(cluster)
})
afterAll(() => cluster.close())

const echo = `require('net').createServer((s) => s.pipe(s)).listen(8000, '127.0.0.1', () => console.log('up'))`

test.skipIf(!canRun)(
  'a port of a pod is reached, and one where nobody listens is told',
  async () => {
    const namespace = await client.namespace()
    await client.pod(namespace, '', { container: { command: ['node', '-e', echo] } })
    await client.until(namespace, 'pod', isRunning)
    await expect
      .poll(() => client.core.readNamespacedPodLog({ namespace, name: 'pod' }), soon)
      .toBe('up\n')
    const forward = async (port: number) => {
      const [input, output, wrong] = [new PassThrough(), new PassThrough(), new PassThrough()]
      await new PortForward(client.config).portForward(
        namespace,
        'pod',
        [port],
        output,
        wrong,
        input,
      )
      return { input, output, wrong }
    }
    const { input, output } = await forward(8000)
    input.write('hello')
    await expect.poll(() => String(output.read() ?? ''), soon).toBe('hello')
    const { wrong } = await forward(9)
    await expect.poll(() => String(wrong.read() ?? ''), soon).toContain('error forwarding port 9')
  },
)

test.skipIf(!canRun)('who attaches speaks to the program and hears it', async () => {
  const namespace = await client.namespace()
  const container = { stdin: true, stdinOnce: true }
  await client.pod(namespace, 'read line; echo heard $line; read more', { container })
  await client.until(namespace, 'pod', isRunning)
  const [input, output] = [new PassThrough(), new PassThrough()]
  const socket = await new Attach(client.config).attach(
    namespace,
    'pod',
    'main',
    output,
    null,
    input,
    false,
  )
  input.write('me\n')
  await expect.poll(() => String(output.read() ?? ''), soon).toBe('heard me\n')
  socket.close()
  await client.until(namespace, 'pod', ({ status }) => status?.phase === 'Failed')
})

import { once } from 'node:events'
import { Duplex } from 'node:stream'
import type { KubeConfig } from '@kubernetes/client-node'
import { type ClientOptions, WebSocket } from 'ws'
import { invariant } from '../../platform/faults.ts'
import { limits } from '../../platform/limits.ts'

/**
 * A connection to a port of a pod by way of the API server: each message is a channel's number and its bytes, and the first
 * of each channel is the port. What is not read holds the socket back, and what is not taken waits.
 */
export async function forward(
  kubeConfig: KubeConfig,
  pod: { readonly name: string; readonly namespace: string; readonly port: number },
): Promise<Duplex> {
  const socket = await opened(kubeConfig, pod)
  const begun = new Set<number>()
  const stream = new Duplex({
    read: () => socket.resume(),
    write(chunk: Buffer, _, done) {
      socket.send(Buffer.concat([dataMark, chunk]), (cause) => done(cause))
    },
    final(done) {
      // There is no half of it to close.
      socket.close()
      done()
    },
    destroy(cause, done) {
      clearInterval(ping)
      socket.terminate()
      done(cause)
    },
  })
  socket.on('message', (message: Buffer) => {
    const [channel = dataChannel] = message
    const bytes = message.subarray(1)
    if (!begun.has(channel)) return void begun.add(channel)
    if (channel === dataChannel && !stream.push(bytes)) socket.pause()
    if (channel !== dataChannel && bytes.length > 0) stream.destroy(new Error(bytes.toString()))
  })
  socket.once('close', () => stream.push(null))
  socket.on('error', (cause) => stream.destroy(cause))
  const ping = setInterval(() => socket.ping(), limits.socketPingSeconds * 1_000).unref()
  return stream
}

async function opened(
  kubeConfig: KubeConfig,
  { name, namespace, port }: { name: string; namespace: string; port: number },
): Promise<WebSocket> {
  const cluster = kubeConfig.getCurrentCluster()
  invariant(cluster, 'a cluster is configured')
  const options: ClientOptions = { handshakeTimeout: limits.providerCallTimeoutMs }
  await kubeConfig.applyToHTTPSOptions(options)
  const path = `/api/v1/namespaces/${namespace}/pods/${name}/portforward?ports=${port}`
  const url = `${cluster.server.replace(/^http/, 'ws')}${path}`
  const socket = new WebSocket(url, protocols, options)
  // Its first messages come with its opening: they wait until somebody listens.
  socket.once('open', () => socket.pause())
  await once(socket, 'open')
  return socket
}

const protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io']
const dataChannel = 0
const dataMark = Buffer.from([dataChannel])

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { plusSeconds } from '../../shared/platform/clock.ts'
import type { Certificate } from '../kit/certificate.ts'
import { keptIn } from '../kit/kept.ts'
import { type Served, served } from '../kit/served.ts'
import { Steering } from '../kit/steering.ts'
import { realTime, type Time } from '../scheduler/time.ts'
import { Users, type UsersOptions } from './access/users.ts'
import { kubernetesApp } from './app.ts'
import type { Cluster } from './cluster.ts'
import { clusterOver } from './clusterOver.ts'
import { collectGarbage } from './collect.ts'
import { Door } from './door.ts'
import { kindNamed } from './kinds.ts'
import { get } from './objects/get.ts'
import { type Image, Images } from './pods/images.ts'
import { Machine } from './pods/machine.ts'
import type { Sources } from './pods/volumes.ts'
import { Requests } from './requests.ts'
import { State } from './state.ts'
import { streamsOf } from './streams/upgrade.ts'
import { Watches } from './watch.ts'

export interface KubernetesOptions extends UsersOptions {
  readonly time?: Time
  /** Where pods and claims keep their files; otherwise in a folder that goes with the server. */
  readonly directory?: string
  /** What images have beyond this machine's own programs, by name. */
  readonly images?: Readonly<Record<string, Image>>
  /** Pods have addresses of this machine's loopback, where the ports they name are reached, as from inside the cluster's network. */
  readonly reachesPods?: boolean
  /** Speaks TLS with this, which is also what its clients are to trust. */
  readonly certificate?: Certificate
}

export interface Kubernetes extends Served {
  readonly cluster: Cluster
  readonly machine: Machine
  /** What goes wrong from now on, and the requests that came. */
  readonly steering: Steering
  /** What was asked by whom, as the authoriser sees it. */
  readonly requests: Requests
  /** Ends every watch, as a server does now and then. */
  cutWatches(): void
}

/** A cluster of one machine on loopback, its state in a file if one is named. */
export async function openKubernetes(
  file?: string,
  port?: number,
  { time = realTime, images, reachesPods = false, ...options }: KubernetesOptions = {},
): Promise<Kubernetes> {
  const { state, save } = keptIn(State, file)
  const cluster = clusterOver(state, { time, changed: save })
  const directory = options.directory ?? mkdtempSync(join(tmpdir(), 'onmemos-pods-'))
  const users = new Users(cluster, options)
  const machine = new Machine({
    cluster,
    directory,
    images: new Images(images),
    reachesPods,
    sources: sourcesOf(cluster, users, directory),
  })
  const watches = new Watches()
  const requests = new Requests()
  const steering = new Steering()
  const door = new Door(cluster, users, requests)
  const streams = streamsOf({ cluster, machine, door })
  const app = kubernetesApp(cluster, { machine, watches, door, steering })
  const server = await served(app, port, streams.upgrade, options.certificate)
  machine.open()
  const stopCollecting = collectGarbage(cluster)
  return {
    url: server.url,
    cluster,
    machine,
    steering,
    requests,
    cutWatches: () => watches.cut(),
    async close() {
      stopCollecting()
      streams.close()
      await server.close()
      await machine.close()
      if (!options.directory) rmSync(directory, { recursive: true, force: true })
    },
  }
}

function sourcesOf(cluster: Cluster, users: Users, directory: string): Sources {
  return {
    token: (namespace, name, seconds) => {
      const { metadata } = get(cluster, { kind: kindNamed('ServiceAccount'), namespace }, name)
      const expires = plusSeconds(cluster.time.now(), seconds)
      return users.tokenFor({ namespace, name, uid: metadata.uid }, expires)
    },
    // Google's driver mounts buckets: here each is a folder that all pods share.
    folder: (driver, { bucketName = '' }) =>
      driver === 'gcsfuse.csi.storage.gke.io' && /^[a-z0-9][\w.-]+$/.test(bucketName)
        ? join(directory, 'buckets', bucketName)
        : undefined,
  }
}

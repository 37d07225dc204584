import { join } from 'node:path'

/** Where what belongs to a pod is on this machine's disk. */
export const placesOf = (directory: string, uid: string) => {
  const pod = join(directory, 'pods', uid)
  return {
    pod,
    volume: (name: string) => join(pod, 'volumes', name),
    /** What a container may write that is no volume: gone when it restarts. */
    root: (container: string) => join(pod, 'containers', container, 'root'),
    etc: (container: string) => join(pod, 'containers', container, 'etc'),
    terminationLog: (container: string) => join(pod, 'containers', container, 'termination-log'),
    log: (container: string) => join(pod, 'containers', container, 'log'),
    /** Where the process listens that reaches into the pod's network. */
    door: join(pod, 'door'),
  }
}

/** The folder of a claim's volume, which outlives every pod. */
export const claimFolder = (directory: string, claimUid: string) =>
  join(directory, 'claims', claimUid)

/** The folder of a share of another machine, for whoever mounts it. */
export const shareFolder = (
  directory: string,
  { server, path }: { server: string; path: string },
) => join(directory, 'shares', `${server}${path}`.replaceAll('/', '_'))

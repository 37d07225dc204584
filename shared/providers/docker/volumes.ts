import { home, workspace } from '../local/filesystem.ts'
import type { Places } from '../local/places.ts'
import { containerName, labels } from './container.ts'
import { ifThere, unlessSo } from './daemon.ts'
import type { Here } from './options.ts'

/** The user's directories: named volumes in memory, each with a size, so that a full one is ENOSPC and nothing else. */
export const volumesOf = (here: Here, places: Places, diskMb: number) =>
  [
    { at: workspace, name: volumeName(here, places, 'workspace'), megabytes: diskMb },
    { at: home, name: volumeName(here, places, 'home'), megabytes: sideMegabytes(diskMb) },
  ] as const

/** The home directory, and /tmp. */
export const sideMegabytes = (diskMb: number) => Math.max(16, Math.ceil(diskMb / 4))

/** One of them as the daemon is asked to mount it; it makes the volume with the container. */
export const mountOf = (
  here: Here,
  { at, name, megabytes }: ReturnType<typeof volumesOf>[number],
) => ({
  Type: 'volume' as const,
  Source: name,
  Target: at,
  VolumeOptions: {
    NoCopy: true,
    Labels: { [labels.owner]: here.owner },
    DriverConfig: {
      Name: 'local',
      Options: {
        type: 'tmpfs',
        device: 'tmpfs',
        o: `size=${megabytes}m,mode=755,nosuid,nodev`,
      },
    },
  },
})

/** Where this machine has them while the container is there, running or frozen. */
export async function mountPoints(here: Here, places: Places) {
  const [inWorkspace, inHome] = await Promise.all(
    (['workspace', 'home'] as const).map(async (what) => {
      const volume = here.docker.getVolume(volumeName(here, places, what))
      return (await ifThere(volume.inspect()))?.Mountpoint
    }),
  )
  return inWorkspace && inHome ? { workspace: inWorkspace, home: inHome } : undefined
}

export async function removeVolumes(here: Here, places: Places): Promise<void> {
  for (const what of ['workspace', 'home'] as const) {
    await unlessSo(here.docker.getVolume(volumeName(here, places, what)).remove())
  }
}

const volumeName = (here: Here, places: Places, what: 'workspace' | 'home') =>
  `${containerName(here, places)}-${what}`

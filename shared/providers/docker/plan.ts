import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ContainerCreateOptions, MountSettings } from 'dockerode'
import { nodeFlags, terminalPart } from '../../agents/launch.ts'
import { capabilities } from '../local/capabilities.ts'
import { agentDirectory, agentProgram } from '../local/filesystem.ts'
import type { Places } from '../local/places.ts'
import type { BoxSpec } from '../provider.ts'
import { containerName, labels } from './container.ts'
import { type Engine, engine, type Shown } from './engine.ts'
import { etcNames } from './etc.ts'
import type { Image } from './image.ts'
import type { Here } from './options.ts'
import { sideMegabytes, volumesOf } from './volumes.ts'

/** What a box stands on. */
export interface Ground {
  /** The daemon's name of it, or `none`. */
  readonly network: string
  readonly isGvisor: boolean
}

/**
 * A box as the daemon is asked for it: on its network, nothing to write to but its own, no capability but the few the agent
 * needs, which its commands have none of. The daemon's own seccomp filter holds, as it does unless it is switched off.
 */
export async function planOf(
  here: Here,
  places: Places,
  spec: BoxSpec,
  image: Image,
  ground: Ground,
): Promise<ContainerCreateOptions & { name: string }> {
  const node = await engine(here.agentBundlePath)
  return {
    name: containerName(here, places),
    Image: image.id,
    Hostname: spec.sessionId,
    User: '0:0',
    WorkingDir: '/',
    Env: [],
    Entrypoint: ['/bin/sh', '-c', beginAndReap, boxName],
    Cmd: [...node.command, ...nodeFlags, agentProgram],
    OpenStdin: true,
    StdinOnce: true,
    Labels: {
      [labels.owner]: here.owner,
      [labels.session]: spec.sessionId,
      [labels.account]: spec.accountId,
      [labels.turn]: String(spec.turn ?? 0),
    },
    HostConfig: {
      ...boundsOf(places, spec, ground),
      CapDrop: ['ALL'],
      CapAdd: capabilities.map((name) => name.toUpperCase()),
      SecurityOpt: ['no-new-privileges'],
      ReadonlyRootfs: true,
      NetworkMode: ground.network,
      IpcMode: 'private',
      RestartPolicy: { Name: 'no' },
      LogConfig: { Type: 'json-file', Config: { 'max-size': '64k', 'max-file': '1' } },
      ...(here.runtime ? { Runtime: here.runtime } : {}),
      Mounts: mountsOf(here, places, spec, node),
    },
  }
}

/**
 * The first process of a box: hands its input to the agent, where that reads its configuration, and reaps what the box's
 * commands leave behind until the agent ends, and the box with it. Its commands crash without a core.
 */
const beginAndReap = 'ulimit -c 0; exec 3<&0 < /dev/null; "$@" & exec 3<&-; wait $!'

/** Memory for what was asked, and room for every file there can be: files in memory count. */
function boundsOf(places: Places, { cpuMillis, memoryMb, diskMb }: BoxSpec, { isGvisor }: Ground) {
  const files = volumesOf(places, diskMb).reduce((sum, { megabytes }) => sum + megabytes, 0)
  const tmp = sideMegabytes(diskMb)
  const memory = (memoryMb + files + tmp + shmMegabytes) * 1_048_576
  return {
    Memory: memory,
    MemorySwap: memory,
    NanoCpus: cpuMillis * 1_000_000,
    PidsLimit: isGvisor ? threadsOfKernelMax : processesMax,
    ShmSize: shmMegabytes * 1_048_576,
    Tmpfs: { '/tmp': `rw,exec,nosuid,nodev,size=${tmp}m,mode=1777` },
  }
}

function mountsOf(
  here: Here,
  places: Places,
  { diskMb, network }: BoxSpec,
  { files }: Engine,
): MountSettings[] {
  const agent = ['', '.main', '.cache', terminalPart]
    .map((part) => ({ from: `${here.agentBundlePath}${part}`, at: `${agentProgram}${part}` }))
    .filter(({ from }) => existsSync(from))
  const etc = etcNames(network).map((name) => ({
    from: join(places.etc, name),
    at: `/etc/${name}`,
  }))
  return [
    ...[...volumesOf(places, diskMb), { from: places.agent, at: agentDirectory }].map(
      ({ from, at }): MountSettings => ({ Type: 'bind', Source: from, Target: at }),
    ),
    ...[...agent, ...etc, ...files].map(
      ({ from, at }: Shown): MountSettings => ({
        Type: 'bind',
        Source: from,
        Target: at,
        ReadOnly: true,
      }),
    ),
  ]
}

/** What the first process of a box calls itself. */
export const boxName = 'onmemos-box'
const shmMegabytes = 16
/** Processes and threads, the agent's among them. */
export const processesMax = 256
/**
 * A kernel of a box's own takes threads of this machine for itself and for each address space in the box, and dies of wanting
 * one more; what runs in the box it counts as it likes.
 */
const threadsOfKernelMax = 4_096

import type { AgentConfig } from '../../agents/launch.ts'
import { agentDirectory, home, workspace } from '../local/filesystem.ts'
import type { BoxSpec } from '../provider.ts'
import type { Image } from './image.ts'
import type { BoxRecord } from './record.ts'

/** Whose the files of archives are. */
export const userId = 1_000

/** What the agent of a box is told when it begins. */
export const configOf = (
  spec: BoxSpec,
  { stopKey }: BoxRecord,
  { image, shell }: { readonly image: Image; readonly shell: string },
): AgentConfig => ({
  agentKey: spec.agentKey,
  stopKey,
  leaseSeconds: spec.leaseSeconds,
  stopGraceSeconds: spec.stopGraceSeconds,
  directory: agentDirectory,
  owner: { uid: userId, gid: userId },
  ownedDirectories: [workspace, home],
  env: {
    PATH: usualPath,
    ...image.env,
    HOME: home,
    USER: 'user',
    LOGNAME: 'user',
    SHELL: shell,
    LANG: image.env.LANG ?? 'C.UTF-8',
    ...spec.env,
  },
  cwd: workspace,
  ownsPidNamespace: true,
})

const usualPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

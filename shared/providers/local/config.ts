import type { AgentConfig } from '../../agents/launch.ts'
import type { BoxSpec } from '../provider.ts'
import { agentDirectory, home, workspace } from './filesystem.ts'
import { host } from './host.ts'
import type { BoxRecord } from './record.ts'
import { environment } from './wrapper.ts'

/** What the agent of a box is told when it begins. */
export const configOf = (spec: BoxSpec, { uid, stopKey }: BoxRecord): AgentConfig => ({
  agentKey: spec.agentKey,
  stopKey,
  leaseSeconds: spec.leaseSeconds,
  stopGraceSeconds: spec.stopGraceSeconds,
  directory: agentDirectory,
  owner: uid === null ? null : { uid, gid: uid },
  ownedDirectories: [workspace, home],
  env: { ...commandEnvironment(), ...spec.env },
  cwd: workspace,
  ownsPidNamespace: true,
})

const commandEnvironment = () => ({
  PATH: [environment.PATH, ...toolchainPaths()].join(':'),
  HOME: home,
  USER: 'user',
  LOGNAME: 'user',
  SHELL: '/bin/bash',
  LANG: 'C.UTF-8',
})

const toolchainPaths = () =>
  host().toolchains.flatMap(({ path, prefix }) => (prefix ? [path.replace(/\/[^/]*$/, '')] : []))

/** Where things are in a pod. */
export const places = {
  /** The agent and its Node, brought from its image. */
  program: '/.onmemos/program',
  /** The agent's own: what it is told, its socket, its journals, its last record. */
  agent: '/.onmemos/run',
  secret: '/.onmemos/secret',
  workspace: '/workspace',
  home: '/home/user',
} as const

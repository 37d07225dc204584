/** Where each call of the agent is. */
export const paths = {
  start: '/process.Process/Start',
  connect: '/process.Process/Connect',
  list: '/process.Process/List',
  sendInput: '/process.Process/SendInput',
  closeStdin: '/process.Process/CloseStdin',
  sendSignal: '/process.Process/SendSignal',
  update: '/process.Process/Update',
  statFile: '/filesystem.Filesystem/Stat',
  listDir: '/filesystem.Filesystem/ListDir',
  makeDir: '/filesystem.Filesystem/MakeDir',
  move: '/filesystem.Filesystem/Move',
  remove: '/filesystem.Filesystem/Remove',
  watchDir: '/filesystem.Filesystem/WatchDir',
  files: '/files',
  renew: '/onmemos.Lease/Renew',
  stop: '/onmemos.Session/Stop',
  commands: '/onmemos.Session/Commands',
  output: '/onmemos.Session/Output',
  kept: '/onmemos.Session/Kept',
  journal: '/onmemos.Session/Journal',
  stat: '/onmemos.Session/Stat',
  metrics: '/onmemos.Session/Metrics',
  line: '/onmemos.Process/Line',
  tunnel: '/onmemos.Ports/Tunnel',
  adopt: '/onmemos.Session/Adopt',
} as const

/** What an agent turns a connection into, on the paths that speak something else than HTTP. */
export const upgradeName = 'onmemos'

/** Where each call of the agent is. */
export const paths = {
  start: '/process.Process/Start',
  connect: '/process.Process/Connect',
  list: '/process.Process/List',
  sendInput: '/process.Process/SendInput',
  closeStdin: '/process.Process/CloseStdin',
  sendSignal: '/process.Process/SendSignal',
  update: '/process.Process/Update',
  renew: '/onmemos.Lease/Renew',
  stop: '/onmemos.Session/Stop',
  stat: '/onmemos.Session/Stat',
  adopt: '/onmemos.Session/Adopt',
} as const

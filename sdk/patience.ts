/**
 * Node's fetch gives up on a server that is silent for five minutes, which a command may well be. That
 * limit belongs to its agent, which Node keeps under this name; elsewhere fetch is as it is.
 */
export const patientFetch: typeof fetch = (input, init) => {
  const agent: unknown = Reflect.get(globalThis, Symbol.for('undici.globalDispatcher.1'))
  // Another agent, such as one for a proxy, was chosen by whoever runs this.
  if (!(agent instanceof Object) || agent.constructor.name !== 'Agent') return fetch(input, init)
  patient ??= Reflect.construct(agent.constructor, [{ headersTimeout: 0, bodyTimeout: 0 }])
  return patient ? fetch(input, { ...init, dispatcher: patient }) : fetch(input, init)
}

let patient: RequestInit['dispatcher']

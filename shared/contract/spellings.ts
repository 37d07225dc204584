/** `sessions.executeStream` is the only name; every other spelling of it is computed here. */
export const spellings = (noun: string, verb: string) => ({
  operationId: `${noun}.${verb}`,
  handler: `functions/${doors.has(noun) ? `doors/${noun}` : noun}/${verb}.ts`,
  function: dashed(`${noun}-${verb}`),
})

/** Nouns that speak another product's wire, under a base path of their own. */
const doors = new Set(['cloudrun', 'execbox'])

/** Workers and jobs are functions too. */
export const workerFunction = (name: string) => dashed(`workers-${name}`)
export const jobFunction = (name: string) => dashed(`jobs-${name}`)

const dashed = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

import { createServer } from 'node:net'
import * as z from 'zod'
import { keptIn } from '../kit/kept.ts'
import { listening } from '../pubsub/http.ts'

/** Ports by what listens there. They stay what they were, since what is deployed was told of them; who finds one taken gets another. */
export function portsIn(file: string) {
  const { state, save } = keptIn(z.record(z.string(), z.number()), file)
  return async (name: string, wished = 0): Promise<number> => {
    const port = (await bound(state[name] ?? wished)) ?? (await bound(0)) ?? 0
    state[name] = port
    save()
    return port
  }
}

/** The port, if it could be had a moment ago. */
async function bound(port: number): Promise<number | undefined> {
  const server = createServer()
  try {
    return await listening(server, port)
  } catch {
    return undefined
  } finally {
    await new Promise((closed) => server.close(closed))
  }
}

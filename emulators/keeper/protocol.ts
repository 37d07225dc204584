import * as z from 'zod'

/** What the keeper is told when it starts, as its only argument. */
export const Errand = z.object({
  projectId: z.string(),
  stateDirectory: z.string().optional(),
  /** Forget what the state directory holds. */
  isFresh: z.boolean().optional(),
  firestorePort: z.number().optional(),
  pubsubPort: z.number().optional(),
})
export type Errand = z.output<typeof Errand>

/** What the keeper says, one line of JSON each on its standard output. */
export const Event = z.discriminatedUnion('event', [
  z.object({ event: z.literal('note'), text: z.string() }),
  z.object({ event: z.literal('ready'), firestoreHost: z.string(), pubsubHost: z.string() }),
  z.object({ event: z.literal('saved') }),
  z.object({ event: z.literal('unsaved'), why: z.string() }),
  /** The last word: the emulators did not start, or are lost. */
  z.object({ event: z.literal('failed'), why: z.string() }),
])
export type Event = z.output<typeof Event>

/** What the keeper hears: this line asks for an export now, and the end of its input for the last one. */
export const saveLine = 'save'

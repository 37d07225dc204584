import type { Plane } from '../shared/plane.ts'
import type { Guest } from './admit.ts'
import type { Socket } from './socket.ts'

/** What goes on over one socket. */
export interface Conversation {
  /** Tells the client where to resume, and closes. */
  restart(why: string): void
}

/** A way of speaking with a guest. */
export type Speaks = (plane: Plane, guest: Guest, socket: Socket) => Conversation

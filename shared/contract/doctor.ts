import * as z from 'zod'
import { illnesses } from '../doctor/illness.ts'
import { route } from './route.ts'

const Illness = z.object({
  kind: z.enum(illnesses),
  id: z.string().describe('Of the session, the outbox line, the account, the letter or the object'),
  problem: z.string(),
  can_mend: z.boolean().describe('False where only a person can put it right'),
})

export const examine = route({
  method: 'GET',
  path: '/admin/doctor',
  summary: 'Say what is wrong and was not put right by itself: boxes, sessions, messages, holds',
  face: 'admin',
  scope: null,
  status: 200,
  output: z.object({ found: z.array(Illness) }),
  errors: [],
})

export const mend = route({
  method: 'POST',
  path: '/admin/doctor/mend',
  summary: 'Put right what can be, and say what was wrong and what is left',
  face: 'admin',
  scope: null,
  status: 200,
  output: z.object({ found: z.array(Illness), left: z.array(Illness) }),
  errors: [],
})

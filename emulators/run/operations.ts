import { randomUUID } from 'node:crypto'
import { grpcCode, Refusal } from '../kit/refusal.ts'
import { type Ground, typeUrl } from './ground.ts'
import { type Place, placeName } from './names.ts'
import type { Operation } from './state.ts'

/**
 * Begins what takes a while and answers the operation. `work` answers the resource as it then stands, or refuses; an
 * operation that a test has stuck does its work and never says so.
 */
export function operate(
  ground: Ground,
  { place, kind, subject }: { place: Place; kind: string; subject: object },
  work: () => Promise<object>,
): Operation {
  const { state } = ground
  const name = `${placeName(place)}/operations/${randomUUID()}`
  const operation: Operation = {
    name,
    done: false,
    metadata: { '@type': typeUrl(kind), ...subject },
  }
  state.operations[name] = operation
  const isStuck = ground.stuck.operations
  const begun = work().then(
    (result): Partial<Operation> => ({ response: { '@type': typeUrl(kind), ...result } }),
    (cause: unknown): Partial<Operation> => ({ error: errorOf(cause) }),
  )
  ground.inHand(
    begun.then((outcome) => {
      if (!isStuck) Object.assign(operation, outcome, { done: true })
      ground.changed()
    }),
  )
  return operation
}

export function findOperation({ state }: Ground, name: string): Operation {
  const operation = state.operations[name]
  if (operation) return operation
  throw new Refusal('NOT_FOUND', `Operation ${name} does not exist.`)
}

const errorOf = (cause: unknown) =>
  cause instanceof Refusal
    ? { code: grpcCode(cause.code), message: cause.message }
    : { code: grpcCode('INTERNAL'), message: 'Internal error encountered.' }

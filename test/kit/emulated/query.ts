import { FieldPath } from '@google-cloud/firestore'
import type { Document } from './documents.ts'

type Field = string | FieldPath
type Operator = '==' | '<' | '<=' | '>' | '>=' | 'in' | 'array-contains'

/** What a query asks, as far as the stores of this project ask it. */
export interface Question {
  readonly filters: readonly (readonly [Field, Operator, unknown])[]
  readonly orders: readonly (readonly [Field, 'asc' | 'desc'])[]
  readonly startAfter: readonly unknown[]
  readonly startAt?: readonly unknown[]
  readonly endBefore?: readonly unknown[]
  readonly limit: number
}

/** Firestore's rules: what lacks an ordered field is not there, and only values of one type compare. */
export function answer(documents: readonly Document[], question: Question): readonly Document[] {
  const orders = allOrders(question)
  const { startAfter, startAt = [], endBefore = [] } = question
  return documents
    .filter(
      (document) =>
        question.filters.every(([field, operator, value]) =>
          holds[operator](fieldOf(document, field), value),
        ) && orders.every(([field]) => fieldOf(document, field) !== undefined),
    )
    .toSorted((one, other) => comparedBy(orders, one, other))
    .filter(
      (document) => startAfter.length === 0 || againstCursor(document, orders, startAfter) > 0,
    )
    .filter((document) => startAt.length === 0 || againstCursor(document, orders, startAt) >= 0)
    .filter((document) => endBefore.length === 0 || againstCursor(document, orders, endBefore) < 0)
    .slice(0, question.limit)
}

/** Inequalities order by their field when nothing else does, and ids decide between equals. */
function allOrders({ filters, orders }: Question): Question['orders'] {
  const inequality = filters.find(([, operator]) => /[<>]/.test(operator))
  const said = orders.length > 0 || !inequality ? orders : [[inequality[0], 'asc'] as const]
  return [...said, [FieldPath.documentId(), said.at(-1)?.[1] ?? 'asc']]
}

function fieldOf({ path, value }: Document, field: Field): unknown {
  return typeof field === 'string' ? value[field] : path.slice(path.indexOf('/') + 1)
}

function comparedBy(orders: Question['orders'], one: Document, other: Document): number {
  for (const [field, direction] of orders) {
    const order = compared(fieldOf(one, field), fieldOf(other, field))
    if (order !== 0) return direction === 'asc' ? order : -order
  }
  return 0
}

/** Negative before the cursor, positive after it. */
function againstCursor(document: Document, orders: Question['orders'], at: readonly unknown[]) {
  for (const [index, value] of at.entries()) {
    const [field, direction] = orders[index] ?? [FieldPath.documentId(), 'asc']
    const order = compared(fieldOf(document, field), value)
    if (order !== 0) return direction === 'asc' ? order : -order
  }
  return 0
}

/** Null comes first, then numbers, then text. */
function compared(one: unknown, other: unknown): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other
  if (typeof one === 'string' && typeof other === 'string') {
    return one < other ? -1 : one > other ? 1 : 0
  }
  return rank(one) - rank(other)
}
const rank = (value: unknown) => (value === null ? 0 : typeof value === 'number' ? 1 : 2)

const ordered = (test: (order: number) => boolean) => (stored: unknown, asked: unknown) =>
  stored !== null && typeof stored === typeof asked && test(compared(stored, asked))

const holds: Record<Operator, (stored: unknown, asked: unknown) => boolean> = {
  '==': (stored, asked) => stored === asked,
  '<': ordered((order) => order < 0),
  '<=': ordered((order) => order <= 0),
  '>': ordered((order) => order > 0),
  '>=': ordered((order) => order >= 0),
  in: (stored, asked) => Array.isArray(asked) && asked.includes(stored),
  'array-contains': (stored, asked) => Array.isArray(stored) && stored.includes(asked),
}

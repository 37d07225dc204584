import type { transactions } from '../shared/contract/billing.ts'
import { display } from '../shared/contract/money.ts'
import type { Output } from '../shared/contract/route.ts'

type Entry = Output<typeof transactions>['transactions'][number]

export const entryHeadings = ['AT', 'VERB', 'MOVES', 'SESSION', 'NOTE']

export const entryRow = (entry: Entry) => [
  entry.at,
  entry.verb,
  entry.lines.map(({ book, micros }) => `${book} ${signed(micros)}`).join(', '),
  entry.session_id ?? '-',
  entry.note,
]

const signed = (micros: number) => `${micros > 0 ? '+' : ''}${display(micros)}`

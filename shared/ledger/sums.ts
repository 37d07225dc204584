import type { Entry, Micros } from './entry.ts'

/** What entries of these verbs moved into a book. */
export const into = (
  book: Entry['lines'][number]['book'],
  posted: readonly Entry[],
  verbs?: readonly Entry['verb'][],
): Micros =>
  posted
    .filter(({ verb }) => !verbs || verbs.includes(verb))
    .flatMap(({ lines }) => lines)
    .filter((line) => line.book === book)
    .reduce((sum, { micros }) => sum + micros, 0)

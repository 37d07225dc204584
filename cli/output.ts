import { colour } from './colour.ts'

/** One JSON document, or one of several lines of NDJSON. */
export const printJson = (value: unknown) => print(JSON.stringify(value))

export const print = (text: string) => void process.stdout.write(`${text}\n`)

/** What is for people, beside what is for programs. */
export const tell = (line: string) => void process.stderr.write(`${line}\n`)

/** Aligned under headings for people; tabs and no headings when another program reads. */
export function printTable(headings: readonly string[], rows: readonly (readonly string[])[]) {
  const clean = rows.map((row) => row.map(printable))
  if (!process.stdout.isTTY) return printLines(clean.map((row) => row.join('\t')))
  const [first = '', ...rest] = aligned([headings, ...clean])
  printLines([colour(process.stdout)('dim', first), ...rest])
}

/** Names and their values, one a line. */
export function printFields(fields: Readonly<Record<string, string>>) {
  const rows = Object.entries(fields).map(([name, value]) => [name, printable(value)])
  printLines(process.stdout.isTTY ? aligned(rows) : rows.map((row) => row.join('\t')))
}

const printLines = (lines: readonly string[]) => void (lines.length && print(lines.join('\n')))

export function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, at) => Math.max(widest[at] ?? 0, cell.length)),
    [],
  )
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

/** A label may hold what would steer the terminal, or break a line in two. */
const printable = (text: string) => text.replace(/\p{Cc}/gu, ' ')

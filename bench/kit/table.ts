/** Rows of text under a head. The first column is the subject; the others align to the right. */
export interface Table {
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly notes?: readonly string[]
}

export function printed({ title, head, rows, notes = [] }: Table): string {
  const widths = head.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  const line = (row: readonly string[]) =>
    widths
      .map((width, column) => {
        const cell = row[column] ?? ''
        return column === 0 ? cell.padEnd(width) : cell.padStart(width)
      })
      .join('   ')
      .trimEnd()
  const rule = widths.map((width) => '─'.repeat(width)).join('───')
  return [title, rule, line(head), rule, ...rows.map(line), rule, ...notes, ''].join('\n')
}

export const ms = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} ms`
export const times = (ratio: number) => `${ratio.toFixed(2)}×`
export const perSecond = (value: number) => `${Math.round(value)}/s`

/** An aim of FACTS, and whether the ratio meets it. */
export const atMost = (aim: number, ratio: number) => said('≤', aim, ratio <= aim)
export const atLeast = (aim: number, ratio: number) => said('≥', aim, ratio >= aim)

const said = (sign: string, aim: number, isMet: boolean) => `${sign} ${aim}× ${isMet ? '✓' : '✗'}`

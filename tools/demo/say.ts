/** The teller's lines stand out from what the cloud answers. */
export const say = (text: string) => process.stdout.write(`\n▸ ${text}\n`)

export const show = (text: string) =>
  process.stdout.write(`${text.trimEnd().replaceAll(/^/gm, '  ')}\n`)

/** Rows as aligned columns. */
export function table(rows: readonly (readonly string[])[]) {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  )
  for (const row of rows) {
    show(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
  }
}

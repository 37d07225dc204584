import { styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]

/** Colours for a terminal that has them and whose owner wants them (NO_COLOR); plain text everywhere else. */
export const colour = (stream: NodeJS.WriteStream) => (style: Style, text: string) =>
  stream.isTTY && stream.hasColors() ? styleText(style, text) : text

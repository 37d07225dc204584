/** Says on stderr that something takes its time: a spinner where someone watches, a line where it is kept. */
export async function during<T>(text: string, isQuiet: boolean | undefined, work: Promise<T>) {
  if (isQuiet) return work
  if (!process.stderr.isTTY || process.env.TERM === 'dumb' || process.env.CI) {
    process.stderr.write(`${text}\n`)
    return work
  }
  const stop = await spin(text)
  try {
    return await work
  } finally {
    stop()
  }
}

async function spin(text: string): Promise<() => void> {
  const { default: spinner } = await import('yocto-spinner')
  // Our own signal handlers put things away first.
  const shown = spinner({ text, handleSignals: false }).start()
  const stop = () => void shown.stop()
  process.once('exit', stop)
  return () => {
    process.off('exit', stop)
    stop()
  }
}

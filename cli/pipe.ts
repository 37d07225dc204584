/** Who reads our output may stop, as `head` does: then there is nobody to tell. 128 + SIGPIPE is what shells expect. */
export function onBrokenPipe() {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
      process.exitCode = 141
      broken.abort(new BrokenPipe())
    })
  }
}

export class BrokenPipe extends Error {
  override readonly name = 'BrokenPipe'
}

const broken = new AbortController()

/** Aborted when nobody reads any more, for what would go on otherwise. */
export const pipeIsBroken = broken.signal

import type { Writable } from 'node:stream'

/** Settles when a stream that had enough takes more, or is gone. */
export const writable = (stream: Writable): Promise<void> =>
  new Promise((ready) => {
    const done = () => {
      stream.off('drain', done).off('close', done)
      ready()
    }
    stream.once('drain', done).once('close', done)
  })

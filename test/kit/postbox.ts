import { text } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'
import { listening } from '../../emulators/pubsub/http.ts'

/** A mail server on this machine that keeps what it is sent. `refuse` makes it turn everything away. */
export async function openPostbox() {
  const letters: string[] = []
  const state = { isAway: false }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onMailFrom: (_, __, done) =>
      done(state.isAway ? Object.assign(new Error('later'), { responseCode: 451 }) : null),
    onData(stream, _, done) {
      text(stream).then((letter) => {
        letters.push(letter)
        done()
      }, done)
    },
  })
  const port = await listening(server.server)
  return {
    url: `smtp://127.0.0.1:${port}`,
    letters,
    state,
    /** The code in the newest letter. */
    code: () => /\bons_[0-9a-z]+_[0-9a-z]+/.exec(letters.at(-1) ?? '')?.[0] ?? '',
    close: () => new Promise<void>((closed) => server.close(() => closed())),
  }
}

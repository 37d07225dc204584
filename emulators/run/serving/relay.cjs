/**
 * The way into a container that has a network of its own: listens on a socket of the machine's, and passes each connection
 * on to the container's port, in whose network it runs. It begins to listen once the container does.
 *
 *   node relay.cjs <socket> <port> <program> <argument> ...
 */
const { spawn } = require('node:child_process')
const { connect, createServer } = require('node:net')

const [socketPath, port, program, ...args] = process.argv.slice(2)
const child = spawn(program, args, { stdio: 'inherit' })
child.once('exit', (code, signal) => process.exit(signal ? 128 : (code ?? 1)))
process.on('SIGTERM', () => child.kill('SIGTERM'))

const front = createServer({ allowHalfOpen: true }, (caller) => {
  const container = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true })
  for (const [from, to] of [
    [caller, container],
    [container, caller],
  ]) {
    from.pipe(to)
    from.on('error', () => to.destroy()).once('close', () => to.destroySoon())
  }
})

function look() {
  const attempt = connect({ port: Number(port), host: '127.0.0.1' })
  attempt.once('connect', () => {
    attempt.destroy()
    front.listen(socketPath)
  })
  attempt.once('error', () => setTimeout(look, 20))
}
look()

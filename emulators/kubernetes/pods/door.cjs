// Runs in a pod's network. Whoever connects to its socket says a port first, and is joined to it.
const { connect, createServer } = require('node:net')

createServer({ allowHalfOpen: true }, (outer) => {
  outer.on('error', () => outer.destroy())
  outer.once('readable', () => {
    const port = Number(outer.read(2).readUInt16BE())
    const inner = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => {
      outer.write('+')
      outer.pipe(inner).pipe(outer)
    })
    inner.on('error', () => outer.destroy())
    outer.on('close', () => inner.destroy())
  })
}).listen('door', () => process.stdout.write('ready'))

// It ends with whoever began it.
process.stdin.on('end', () => process.exit()).resume()

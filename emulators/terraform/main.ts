import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Server, ServerCredentials } from '@grpc/grpc-js'
import { loadSync } from '@grpc/proto-loader'
import { emulatedGoogle } from './google.ts'
import { provider } from './provider.ts'
import { Store } from './store.ts'

/**
 * One of Google's providers as Terraform starts it: `plugin.cjs <provider> <this folder> <state folder>`. It says on its output
 * where it listens, and ends when it is told to.
 */
const [name = '', folder = '', state = ''] = process.argv.slice(2)
const schemas = JSON.parse(readFileSync(join(folder, 'schemas', `${name}.json`), 'utf8'))
const server = new Server({ 'grpc.max_receive_message_length': -1 })

server.addService(
  serviceIn('protocol.proto', 'tfplugin6.Provider'),
  provider(schemas, new Store(state), emulatedGoogle(process.env)),
)
server.addService(serviceIn('controller.proto', 'plugin.GRPCController'), {
  Shutdown: (_call: unknown, done: (error: null, reply: object) => void) => {
    done(null, {})
    setImmediate(() => process.exit(0))
  },
})
server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (failure, port) => {
  if (failure) throw failure
  process.stdout.write(`1|6|tcp|127.0.0.1:${port}|grpc\n`)
})

// A Terraform that was killed says no goodbye.
const parent = process.ppid
setInterval(() => process.ppid === parent || process.exit(0), 1_000).unref()

function serviceIn(file: string, service: string) {
  const found = loadSync(join(folder, file), { keepCase: true, longs: Number, enums: Number })[
    service
  ]
  if (!found || !('Shutdown' in found || 'GetProviderSchema' in found)) {
    throw new Error(`${file} has no ${service}`)
  }
  return found
}

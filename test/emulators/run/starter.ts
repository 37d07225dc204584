import { newSandbox } from '../../../emulators/run/serving/sandbox.ts'

/** A process that runs a container for ever, to be killed meanwhile. */
const [directory = ''] = process.argv.slice(2)
const sandbox = await newSandbox(directory, {
  program: { command: ['/bin/sleep', '1000'], network: 'own' },
  container: { image: 'sleep' },
  volumes: [],
  env: {},
  port: 8_080,
})
process.stdout.write(`${sandbox.child.pid}\n`)

import { localProvider } from '../../../shared/providers/local/index.ts'

/** A process of its own that starts a box, to be killed while it does. */
const { options, spec } = JSON.parse(process.argv[2] ?? '{}')
const provider = localProvider(options)
process.stdout.write('begun')
await provider.start(spec)

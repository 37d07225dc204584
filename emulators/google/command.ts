import { type EmulatorName, emulators, type Found } from './catalogue.ts'

/** The command line that starts an emulator on a port of loopback. */
export function commandFor(name: EmulatorName, found: Found, machine: Machine): string[] {
  if (found.kind === 'script') return [found.path, ...address[name](machine.port)]
  return [
    machine.java,
    ...flags(name, machine.temporaryFolder),
    '-cp',
    found.path,
    // By name, since the SDK's Firestore jar has no manifest that would say so.
    emulators[name].mainClass,
    ...address[name](machine.port),
  ]
}

export interface Machine {
  readonly java: string
  readonly port: number
  readonly temporaryFolder: string
}

const flags = (name: EmulatorName, temporaryFolder: string) => [
  `-Xmx${emulators[name].heapMebibytesMax}m`,
  // Without heap it would linger and time calls out; an end is noticed.
  '-XX:+ExitOnOutOfMemoryError',
  // As Google's own launcher does: it supports English messages only.
  '-Duser.language=en',
  // They are young most of the time: quick compilation starts them sooner and serves the first thousands of calls faster.
  '-XX:TieredStopAtLevel=1',
  '-XX:+UseSerialGC',
  '-XX:-UsePerfData',
  `-Djava.io.tmpdir=${temporaryFolder}`,
]

const address: Record<EmulatorName, (port: number) => string[]> = {
  firestore: (port) => ['--host', '127.0.0.1', '--port', String(port)],
  pubsub: (port) => ['--host=127.0.0.1', `--port=${port}`],
}

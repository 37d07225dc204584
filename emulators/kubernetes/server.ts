import { keptIn } from '../kit/kept.ts'
import { type Served, served } from '../kit/served.ts'
import { kubernetesApp } from './app.ts'
import { State } from './state.ts'

/** An API server on loopback, its state in a file if one is named. */
export function openKubernetes(file?: string, port?: number): Promise<Served> {
  const { state, save } = keptIn(State, file)
  return served(kubernetesApp(state, save), port)
}

import { keptIn } from '../kit/kept.ts'
import { type Served, served } from '../kit/served.ts'
import { iamApp } from './app.ts'
import { State } from './state.ts'

/** IAM on loopback, its state in a file if one is named. */
export function openIam(file?: string, port?: number): Promise<Served> {
  const { state, save } = keptIn(State, file)
  return served(iamApp(state, save), port)
}

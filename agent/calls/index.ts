import { paths } from '../../shared/agents/paths.ts'
import type { UnaryCall } from '../call.ts'
import type { StreamCall } from '../stream.ts'
import { connect } from './connect.ts'
import { listDir, makeDir, move, remove, statFile } from './files.ts'
import { commands, kept, output } from './history.ts'
import { closeStdin, sendInput } from './input.ts'
import { list } from './list.ts'
import { adopt, metrics, renew, stat, stop } from './session.ts'
import { sendSignal } from './signal.ts'
import { start } from './start.ts'
import { update } from './update.ts'
import { watchDir } from './watch.ts'

/** Every call the agent answers, by its path. */
export const calls: Readonly<Record<string, UnaryCall | StreamCall>> = {
  [paths.start]: start,
  [paths.connect]: connect,
  [paths.list]: list,
  [paths.sendInput]: sendInput,
  [paths.closeStdin]: closeStdin,
  [paths.sendSignal]: sendSignal,
  [paths.update]: update,
  [paths.statFile]: statFile,
  [paths.listDir]: listDir,
  [paths.makeDir]: makeDir,
  [paths.move]: move,
  [paths.remove]: remove,
  [paths.watchDir]: watchDir,
  [paths.renew]: renew,
  [paths.stop]: stop,
  [paths.commands]: commands,
  [paths.output]: output,
  [paths.kept]: kept,
  [paths.stat]: stat,
  [paths.metrics]: metrics,
  [paths.adopt]: adopt,
}

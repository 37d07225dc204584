import { answerOf } from '../google/commands.ts'

/** Who listens on a port of this machine, as far as its tools can tell. */
export async function listenerOn(port: number): Promise<string | undefined> {
  const lsof = await answerOf('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], process.env)
  const [, pid, command] = /^p(\d+)\nc(.+)$/m.exec(lsof.stdout) ?? []
  if (pid) return `${command} (process ${pid})`
  const ss = await answerOf('ss', ['-Hltnp', `sport = :${port}`], process.env)
  const [, name, id] = /users:\(\("([^"]+)",pid=(\d+)/.exec(ss.stdout) ?? []
  return id && `${name} (process ${id})`
}

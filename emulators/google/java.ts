import { join } from 'node:path'
import { answerOf, onPath } from './commands.ts'

/** A Java that the emulators run on: the one JAVA_HOME names, else the one on PATH. */
export async function findJava(env: NodeJS.ProcessEnv): Promise<string> {
  const home = env.JAVA_HOME && join(env.JAVA_HOME, 'bin', 'java')
  const candidates = [home, await onPath('java', env)].filter((path) => path !== undefined)
  const refused: string[] = []
  for (const path of candidates.filter(Boolean)) {
    const version = await versionOf(path, env)
    if (version !== undefined && version >= versionMin) return path
    refused.push(version === undefined ? `${path} does not run` : `${path} is Java ${version}`)
  }
  const why = refused.length > 0 ? refused.join('; ') : 'JAVA_HOME is not set, no java on PATH'
  throw new Error(
    `Google's emulators need Java ${versionMin} or newer (${why}). Install it` +
      ' (`apt-get install default-jre-headless`, `brew install openjdk`) or set JAVA_HOME.',
  )
}

const versionMin = 11

async function versionOf(path: string, env: NodeJS.ProcessEnv): Promise<number | undefined> {
  const { stdout, stderr } = await answerOf(path, ['-XX:TieredStopAtLevel=1', '-version'], env)
  const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(`${stderr}\n${stdout}`) ?? []
  // Until Java 8 the version's first number was always 1.
  const major = first === '1' ? second : first
  return major === undefined ? undefined : Number(major)
}

import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { build } from 'esbuild'
import { afterAll, vi } from 'vitest'
import { bundle } from '../../cli/bundle.ts'
import type { Standin } from './standin/server.ts'

// Each command is a process of its own, on machines that may be slow.
vi.setConfig({ testTimeout: 30_000 })

/** The CLI as it is installed: its bin and its bundle, in a folder of their own. */
const installed = mkdtempSync(join(tmpdir(), 'onmemos-bin-'))
cpSync('cli/onmemos.js', join(installed, 'cli/onmemos.js'))
cpSync('package.json', join(installed, 'package.json'))
await build({ ...bundle, outfile: join(installed, 'dist/cli.js') })
afterAll(() => rmSync(installed, { recursive: true }))

export const bin = join(installed, 'cli/onmemos.js')
export const binOfSources = resolve('cli/onmemos.js')

/** A home with nothing in it: the folder to be in, and the environment to have. */
export function home(server?: Pick<Standin, 'url' | 'key'>): Home {
  const cwd = mkdtempSync(join(installed, 'home-'))
  const access = server ? { ONMEMOS_URL: server.url, ONMEMOS_API_KEY: server.key } : {}
  return { cwd, env: { PATH: process.env.PATH ?? '', HOME: cwd, ...access } }
}

export interface Home {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
}

export interface Said {
  readonly code: number | null
  readonly stdout: string
  readonly bytes: Buffer
  readonly stderr: string
}

/** Types a command and answers what came of it. */
export const typed = (at: Home, ...args: readonly string[]): Promise<Said> =>
  said(begun(at, process.execPath, [bin, ...args]))

/** The same in a terminal of its own, where stdout and stderr are one. */
export function inTerminal(at: Home, ...args: readonly string[]): Promise<Said> {
  const line = [process.execPath, bin, ...args].map((word) => `'${word}'`).join(' ')
  const env = { TERM: 'xterm-256color', SHELL: '/bin/sh', ...at.env }
  return said(begun({ ...at, env }, 'script', ['-qec', line, '/dev/null']))
}

export const begun = ({ cwd, env }: Home, command: string, args: readonly string[]) =>
  spawn(command, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] })

export async function said(child: ChildProcess): Promise<Said> {
  const { stdout, stderr } = child
  if (!stdout || !stderr) throw new Error('its output is not for us to read')
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const [bytes, errors, code] = await Promise.all([buffer(stdout), buffer(stderr), ended])
  return { code, bytes, stdout: bytes.toString(), stderr: errors.toString() }
}

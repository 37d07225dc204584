import { spawn } from 'node:child_process'
import { once } from 'node:events'

export interface Ran {
  readonly status: number
  readonly output: string
}

/** Terraform in a folder. What it says goes on to `heard` as it comes, and is answered whole. */
export const terraformIn =
  (folder: string, env: NodeJS.ProcessEnv, heard: (text: string) => void = () => {}) =>
  async (...args: readonly string[]): Promise<Ran> => {
    const child = spawn('terraform', [...args], {
      cwd: folder,
      // It makes garbage faster than it does anything else.
      env: { ...env, GOGC: '800', TF_IN_AUTOMATION: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
        heard(text)
      })
    }
    const [code] = await once(child, 'close')
    return { status: Number(code ?? 1), output }
  }
export type Terraform = ReturnType<typeof terraformIn>

/** What went wrong, in Terraform's words, and what to do. */
export class TerraformFailed extends Error {
  override readonly name = 'TerraformFailed'

  constructor(step: string, { output }: Ran) {
    const errors = output.slice(Math.max(0, output.indexOf('Error:')))
    super(
      `terraform ${step} failed. What was made is in its state: the same command goes on from there.\n${errors}`,
    )
  }
}

export async function ran(terraform: Terraform, ...args: readonly string[]): Promise<Ran> {
  const done = await terraform(...args)
  if (done.status !== 0) throw new TerraformFailed(args[0] ?? '', done)
  return done
}

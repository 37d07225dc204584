import { existsSync, readdirSync, rmSync } from 'node:fs'
import { clear } from '../../../emulators/run/serving/sandbox.ts'
import { Store } from '../../../emulators/terraform/store.ts'
import { ran } from '../terraform.ts'
import { endProject, ensureProject } from './background.ts'
import { terraformFor } from './deploy.ts'
import { placeOf } from './place.ts'

export interface Destruction {
  readonly directory: string
  /** Ends and removes what there is without asking Terraform. */
  readonly isForced?: boolean
  readonly say: (line: string) => void
}

/** Undoes all that Terraform made, ends the project, also one that has crashed, and removes its folder. What is left is an error that names it. */
export async function destroyEmulated({ directory, isForced, say }: Destruction): Promise<void> {
  const place = placeOf(directory)
  const { root, run, images, applied } = place.project
  if (!existsSync(root)) return say(`nothing is deployed in ${root}`)
  if (existsSync(place.state) && !isForced) {
    const project = await ensureProject(place.project)
    const digest = readdirSync(images).find((name) => !name.startsWith('.')) ?? '0'.repeat(64)
    const terraform = await terraformFor(place, project, digest)
    await ran(
      terraform,
      'destroy',
      '-no-color',
      '-auto-approve',
      '-var-file=dev.tfvars',
      '-parallelism=6',
    )
    const left = new Store(applied).all().map(({ type, id }) => `${type} ${id}`)
    if (left.length > 0)
      throw new Error(
        `Terraform has left, since it knows nothing of it:\n${left.join('\n')}\n-- --force removes it all the same`,
      )
    say('terraform destroyed what it made')
  }
  await endProject(place.project)
  await clear(run)
  rmSync(root, { recursive: true, force: true })
  say('the project is ended: no process and no file of it is left')
}

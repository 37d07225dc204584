import { join } from 'node:path'
import { projectPlaces } from '../../../emulators/project/places.ts'

/** Where an emulated deployment is on this machine: all in one folder, but for what runs. */
export function placeOf(directory: string) {
  const project = projectPlaces(directory)
  return {
    project,
    code: join(project.root, 'code', 'terraform'),
    state: join(project.root, 'code', 'terraform', 'terraform.tfstate'),
    mirror: join(project.root, 'mirror'),
  }
}
export type Place = ReturnType<typeof placeOf>

export const projectId = 'onmemos-emulated'
export const deployment = 'onmemos'

import { Refusal } from '../kit/refusal.ts'

/** `projects/p/locations/r`. */
export interface Place {
  readonly project: string
  readonly location: string
}

export const placeName = ({ project, location }: Place) =>
  `projects/${project}/locations/${location}`

export const placeOf = (name: string): Place => {
  const [, project = '', , location = ''] = name.split('/')
  return { project, location }
}

/** The last part of a resource's name. */
export const idOf = (name: string): string => name.slice(name.lastIndexOf('/') + 1)

export function checkId(id: string, what: string): void {
  if (/^[a-z]([-a-z0-9]{0,47}[a-z0-9])?$/.test(id)) return
  throw new Refusal(
    'INVALID_ARGUMENT',
    `Violation in ${what}.name: "${id}" must use only lowercase alphanumeric characters and dashes, cannot begin or end with a dash, begins with a letter, and cannot be longer than 49 characters`,
  )
}

export const missing = (kind: string, name: string) => {
  const { project, location } = placeOf(name)
  return new Refusal(
    'NOT_FOUND',
    `Resource '${idOf(name)}' of kind '${kind}' in region '${location}' in project '${project}' does not exist.`,
  )
}

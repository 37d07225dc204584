import { expect, test } from 'vitest'
import { preflight } from '../../tools/deploy/preflight.ts'

const wanted = { project: 'my-project', isPlan: false }
const all: Readonly<Record<string, string>> = {
  terraform: '{"terraform_version": "1.11.4"}',
  docker: '28.2.2',
  'gcloud auth': 'a token',
  'gcloud projects describe': 'ACTIVE',
  'gcloud billing': 'True',
  'gcloud services': 'cloudresourcemanager.googleapis.com\nserviceusage.googleapis.com',
  'gcloud projects get-iam-policy': 'roles/owner',
}
const answering =
  (answers: Readonly<Record<string, string>>) => (program: string, args: readonly string[]) => {
    const command = [program, ...args].join(' ')
    return Object.entries(answers).find(([start]) => command.startsWith(start))?.[1]
  }

test('where all is there, nothing is said', () => {
  expect(() => preflight(wanted, answering(all))).not.toThrow()
})

test('all that is missing is said at once, with what to do', () => {
  const some: Readonly<Record<string, string>> = {
    ...all,
    terraform: '{"terraform_version": "1.9.8"}',
    'gcloud billing': 'False',
  }
  const { docker: _, ...noDocker } = some
  expect(() => preflight(wanted, answering(noDocker))).toThrow(
    /Terraform 1\.11.*\n.*Docker daemon.*\n.*gcloud billing projects link my-project/,
  )
})

test('a plan needs no Docker', () => {
  const { docker: _, ...noDocker } = all
  expect(() => preflight({ ...wanted, isPlan: true }, answering(noDocker))).not.toThrow()
})

import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findEmulator } from '../../../emulators/google/find.ts'
import { machine } from './machine.ts'

const sdkJar = 'sdk/platform/cloud-firestore-emulator/cloud-firestore-emulator.jar'
const sdk = { [sdkJar]: '', 'sdk/bin/gcloud': '#!/bin/sh' }
const cachedJar = 'home/.cache/firebase/emulators/cloud-firestore-emulator-v1.19.8.jar'

const cases: Record<
  string,
  { files: Record<string, string>; env: Record<string, string>; found: string }
> = {
  'the jar that the variable names wins over everything installed': {
    files: { ...sdk, 'mine.jar': '' },
    env: { FIRESTORE_EMULATOR_BINARY_PATH: 'mine.jar', PATH: 'sdk/bin' },
    found: 'mine.jar',
  },
  'the variable may name a folder': {
    files: sdk,
    env: { FIRESTORE_EMULATOR_BINARY_PATH: 'sdk/platform/cloud-firestore-emulator' },
    found: sdkJar,
  },
  'the variable may name the launcher script beside the jar': {
    files: {
      ...sdk,
      'sdk/platform/cloud-firestore-emulator/cloud_firestore_emulator': '#!/bin/sh',
    },
    env: {
      FIRESTORE_EMULATOR_BINARY_PATH:
        'sdk/platform/cloud-firestore-emulator/cloud_firestore_emulator',
    },
    found: sdkJar,
  },
  'a launcher script without a jar is used as it is': {
    files: { 'bin/firestore': '#!/bin/sh' },
    env: { FIRESTORE_EMULATOR_BINARY_PATH: 'bin/firestore' },
    found: 'bin/firestore',
  },
  'a gcloud that is a link leads to its SDK': {
    files: { ...sdk, 'usr/bin/gcloud': '-> sdk/bin/gcloud' },
    env: { PATH: 'usr/bin' },
    found: sdkJar,
  },
  'CLOUDSDK_ROOT_DIR names the SDK where no gcloud is on PATH': {
    files: sdk,
    env: { CLOUDSDK_ROOT_DIR: 'sdk' },
    found: sdkJar,
  },
  'a gcloud outside its SDK is asked where that is': {
    files: { ...sdk, 'usr/bin/gcloud': '#!/bin/sh\necho ROOT/sdk' },
    env: { PATH: 'usr/bin' },
    found: sdkJar,
  },
  'the SDK wins over what firebase-tools downloaded': {
    files: { ...sdk, [cachedJar]: '' },
    env: { PATH: 'sdk/bin', HOME: 'home' },
    found: sdkJar,
  },
  'what firebase-tools downloaded is used where the SDK has no emulator': {
    files: { 'sdk/bin/gcloud': '#!/bin/sh', [cachedJar]: '' },
    env: { PATH: 'sdk/bin', HOME: 'home' },
    found: cachedJar,
  },
  'of several downloads the newest is used': {
    files: { [cachedJar]: '', [cachedJar.replace('1.19.8', '1.19.11')]: '' },
    env: { HOME: 'home' },
    found: cachedJar.replace('1.19.8', '1.19.11'),
  },
}

for (const [title, { files, env, found }] of Object.entries(cases)) {
  test(title, async () => {
    const root = await machine(files)
    const answer = await findEmulator('firestore', { env: rooted(root, env), note: () => {} })
    expect(answer.path).toBe(join(root, found))
  })
}

test('the Pub/Sub emulator is found in the folder that firebase-tools unpacks it to', async () => {
  const jar = 'pubsub-emulator-0.8.17/pubsub-emulator/lib/cloud-pubsub-emulator-0.8.17-all.jar'
  const root = await machine({
    [`emulators/${jar}`]: '',
    'emulators/pubsub-emulator-0.8.17.zip': '',
  })
  const env = { FIREBASE_EMULATORS_PATH: join(root, 'emulators') }
  const { path } = await findEmulator('pubsub', { env, note: () => {} })
  expect(path).toBe(join(root, 'emulators', jar))
})

test('a variable that names nothing is an error, not a reason to look elsewhere', async () => {
  const root = await machine(sdk)
  const env = rooted(root, { FIRESTORE_EMULATOR_BINARY_PATH: 'gone.jar', PATH: 'sdk/bin' })
  await expect(findEmulator('firestore', { env, note: () => {} })).rejects.toThrow(
    `FIRESTORE_EMULATOR_BINARY_PATH is ${root}/gone.jar, where the Firestore emulator is not`,
  )
})

test('an emulator that is nowhere: the error says what to install and where it looked', async () => {
  const root = await machine({ 'sdk/bin/gcloud': '#!/bin/sh', 'sdk/platform/bq/bq': '' })
  // Nothing can be downloaded through a proxy that is not there.
  const noInternet = { HTTPS_PROXY: 'http://127.0.0.1:9', https_proxy: 'http://127.0.0.1:9' }
  const env = { ...rooted(root, { PATH: 'sdk/bin', HOME: 'home' }), ...noInternet }
  const notes: string[] = []
  const failure = await findEmulator('firestore', { env, note: (text) => notes.push(text) }).then(
    () => '',
    (error) => error.message,
  )
  expect(notes).toEqual([
    'downloading the Firestore emulator with `firebase setup:emulators:firestore`',
  ])
  expect(failure.split('\n')).toEqual([
    'the Firestore emulator was not found. Install it with `gcloud components install cloud-firestore-emulator`',
    '(or your package manager), or set FIRESTORE_EMULATOR_BINARY_PATH to its jar. Looked in:',
    '  - FIRESTORE_EMULATOR_BINARY_PATH (not set)',
    `  - ${root}/sdk/platform/cloud-firestore-emulator`,
    `  - ${root}/home/.cache/firebase/emulators`,
    expect.stringMatching(
      /- `firebase setup:emulators:firestore`, which failed: Failed to make request/,
    ),
  ])
})

const rooted = (root: string, env: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(env).map(([name, path]) => [name, join(root, path)]))

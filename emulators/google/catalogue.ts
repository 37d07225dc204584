/** What is known of Google's emulators: where each is installed, and how it is started. */
export const emulators = {
  firestore: {
    title: 'the Firestore emulator',
    variable: 'FIRESTORE_EMULATOR_BINARY_PATH',
    component: 'cloud-firestore-emulator',
    firebaseFolders: ['.'],
    jar: /^cloud-firestore-emulator.*\.jar$/,
    mainClass: 'com.google.cloud.datastore.emulator.firestore.CloudFirestore',
    heapMebibytesMax: 2048,
    ready: /Dev App Server is now running/,
  },
  pubsub: {
    title: 'the Pub/Sub emulator',
    variable: 'PUBSUB_EMULATOR_BINARY_PATH',
    component: 'pubsub-emulator',
    firebaseFolders: ['.', 'pubsub-emulator/lib'],
    jar: /^cloud-pubsub-emulator.*\.jar$/,
    mainClass: 'com.google.cloud.pubsub.testing.v1.Main',
    heapMebibytesMax: 384,
    ready: /Server started, listening on/,
  },
} as const

export type EmulatorName = keyof typeof emulators

/** A jar that Java runs, or somebody's launcher script that has none beside it. */
export type Found =
  | { readonly kind: 'jar'; readonly path: string }
  | { readonly kind: 'script'; readonly path: string }

import { randomUUID } from 'node:crypto'
import { Firestore } from '@google-cloud/firestore'

/** A world of its own in the one Firestore emulator: each project id is an empty database. */
export const newProjectId = () => `test-${randomUUID().slice(0, 18)}`

export const newDatabase = () => new Firestore({ projectId: newProjectId() })

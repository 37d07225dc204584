import type { Firestore, WriteBatch } from '@google-cloud/firestore'

/** What may befall a commit: a write or its answer gets lost, or the process ends before or after it. */
export const troubles = ['dropped', 'lost', 'crashedBefore', 'crashedAfter'] as const
export type Trouble = (typeof troubles)[number]

/** Makes the next commits of a real client meet trouble, and says what came of it. */
export function troubled(db: Firestore) {
  let next: Trouble[] = []
  let unheard = 0
  let crash: () => void = () => undefined

  async function through(commit: WriteBatch['commit']): ReturnType<WriteBatch['commit']> {
    const trouble = next.shift()
    if (!trouble) return commit()
    if (trouble === 'lost' || trouble === 'crashedAfter') {
      await commit()
      unheard += 1
    }
    if (trouble === 'dropped' || trouble === 'lost') throw unavailable()
    crash()
    return new Promise(() => undefined)
  }

  const newBatch = db.batch.bind(db)
  db.batch = () => {
    const batch = newBatch()
    const commit = batch.commit.bind(batch)
    batch.commit = () => through(commit)
    return batch
  }
  return {
    arm: (coming: readonly Trouble[]) => {
      next = [...coming]
      unheard = 0
    },
    /** How many commits were made whose answer nobody got. */
    unheard: () => unheard,
    /** Until the process that works with it has ended. */
    crashed: () =>
      new Promise<'crashed'>((resolve) => {
        crash = () => resolve('crashed')
      }),
  }
}

const unavailable = () => Object.assign(new Error('UNAVAILABLE'), { code: 14 })

import { rm } from 'node:fs/promises'
import { groupDirectories } from './cgroups/create.ts'
import { removeGroups } from './cgroups/remove.ts'
import { groupName, type Places } from './places.ts'
import { familyOf, happens, isAlive, kill } from './processes.ts'
import { readRecord } from './record.ts'
import { releaseUid } from './uids.ts'

/** Ends whatever is left of a box and frees all it used. Its record goes last, so that this can be taken up again. */
export async function destroy(places: Places): Promise<void> {
  const record = await readRecord(places)
  const box = record?.process
  if (box && isAlive(box)) {
    kill(familyOf(box.pid))
    const isGone = await happens(() => !isAlive(box), killedWithinMs)
    if (!isGone) throw new Error(`process ${box.pid} does not die`)
  }
  await removeGroups(record?.cgroups ?? groupDirectories(groupName(places)))
  if (record?.uid) await releaseUid(places, record.uid)
  const { agent, etc, root } = places
  await Promise.all([agent, etc, root].map(remove))
  await remove(places.box)
}

const remove = (path: string) => rm(path, { recursive: true, force: true })

const killedWithinMs = 5_000

import { createInterface } from 'node:readline'
import * as z from 'zod'
import { startLocalCloud } from '../../emulators/local/cloud.ts'
import type { JobName } from '../../shared/contract/schedules.ts'
import { logTo } from '../../shared/platform/log.ts'

/** A local cloud in a process of its own, from its first line of output until its input ends. */
async function main(stateDirectory: string, dispatch: string) {
  const cloud = await startLocalCloud({
    stateDirectory,
    dispatch: dispatch === 'pubsub' ? 'pubsub' : 'direct',
    log: logTo((line) => line.startsWith('{"severity":"ERROR"') && console.error(line)),
    lost: (why) => {
      console.error(why)
      process.exit(1)
    },
  })
  const { publicUrl, adminUrl, adminKey, demo } = cloud
  const firestoreHost = process.env.FIRESTORE_EMULATOR_HOST
  console.log(
    JSON.stringify({ publicUrl, adminUrl, adminKey, key: demo.passportKey, firestoreHost }),
  )
  // Each line that comes in is the name of a job to do now; what it did is a line that goes out.
  for await (const line of createInterface({ input: process.stdin })) {
    console.log(JSON.stringify(await cloud.run(JobNamed.parse(line))))
  }
  await cloud.stop()
  process.exit(0)
}

const JobNamed = z.custom<JobName>((name) => name === 'refill')

// Ctrl-C reaches the bench, which ends our input once it is through.
process.on('SIGINT', () => undefined)
const [stateDirectory = '', dispatch = ''] = process.argv.slice(2)
await main(stateDirectory, dispatch)

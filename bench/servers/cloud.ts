import { startLocalCloud } from '../../emulators/local/cloud.ts'
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
  const { publicUrl, demo } = cloud
  const firestoreHost = process.env.FIRESTORE_EMULATOR_HOST
  console.log(JSON.stringify({ publicUrl, key: demo.passportKey, firestoreHost }))
  process.stdin.resume().once('end', async () => {
    await cloud.stop()
    process.exit(0)
  })
}

// Ctrl-C reaches the bench, which ends our input once it is through.
process.on('SIGINT', () => undefined)
const [stateDirectory = '', dispatch = ''] = process.argv.slice(2)
await main(stateDirectory, dispatch)

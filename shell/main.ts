import { createAdaptorServer } from '@hono/node-server'
import { planeFrom } from '../functions/deps.ts'
import { settingsFrom } from '../functions/settings.ts'
import { pages } from './pages.ts'
import { openShell } from './shell.ts'

/** The shell as a service of its own: `PORT` says where, and the rest of its settings are the functions'. */
const plane = planeFrom(settingsFrom(process.env))
const shell = openShell(plane)
const server = createAdaptorServer({ fetch: pages(plane).fetch })
server.on('upgrade', shell.upgrade)
server.listen(Number(process.env.PORT ?? 8080), process.env.HOST, () => {
  plane.log.info('the shell listens', { address: server.address() })
})

// Cloud Run gives ten seconds from here.
process.once('SIGTERM', async () => {
  server.close()
  await shell.drain('this server goes', 8_000)
  shell.close()
  process.exit(0)
})

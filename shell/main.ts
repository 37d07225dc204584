import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { planeFrom } from '../functions/deps.ts'
import { environment } from '../functions/environment.ts'
import { settingsFrom } from '../functions/settings.ts'
import { pages } from './pages.ts'
import { openShell } from './shell.ts'

/** The shell as a service of its own: `PORT` says where; its settings are the functions'. */
const settings = settingsFrom(environment())
const plane = planeFrom(settings)
const shell = openShell(plane)
const answer = getRequestListener(pages(plane, settings.ONMEMOS_TERMINAL_ASSETS).fetch)
const server = createServer((request, response) => {
  if (!shell.request(request, response)) void answer(request, response)
})
server.on('upgrade', shell.upgrade)
server.listen(settings.PORT, settings.HOST, () => {
  plane.log.info('the shell listens', { address: server.address() })
})

// Cloud Run gives ten seconds from here.
process.once('SIGTERM', async () => {
  server.close()
  await shell.drain('this server goes', 8_000)
  shell.close()
  process.exit(0)
})

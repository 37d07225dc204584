import { createAdaptorServer } from '@hono/node-server'
import { planeFrom } from '../../functions/deps.ts'
import { serve } from '../../functions/serve.ts'
import { settingsFrom } from '../../functions/settings.ts'
import probe from './probe.ts'

/** The probe as the local gateway serves its routes. */
const app = serve([probe], planeFrom(settingsFrom(process.env)))
createAdaptorServer({ fetch: app.fetch }).listen(Number(process.env.PORT), '127.0.0.1')

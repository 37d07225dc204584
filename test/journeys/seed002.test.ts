import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test, vi } from 'vitest'
import * as z from 'zod'
import { newStateDirectory, npmStart } from '../kit/npmStart.ts'

const run = promisify(execFile)

/** As they stand in the product's own description, but for the port and the id that the first answers. */
const createUser = `curl -X POST http://localhost:8001/admin/users \\
  -H "X-API-Key: onmemos-internal-key-2024-secure" \\
  -H "Content-Type: application/json" \\
  -d '{"email": "user@example.com", "name": "Test User", "user_type": "pro"}'`
const createPassport = `curl -X POST http://localhost:8001/admin/passports \\
  -H "X-API-Key: onmemos-internal-key-2024-secure" \\
  -H "Content-Type: application/json" \\
  -d '{"user_id": "user-123", "name": "SDK Passport"}'`

test('the curl lines of the seed work as typed, and the passport they make opens the public face', async () => {
  vi.stubEnv('ONMEMOS_INTERNAL_API_KEY', 'onmemos-internal-key-2024-secure')
  vi.stubEnv('GCP_PROJECT', 'ai-engine-448418')
  vi.stubEnv('AUTO_PROVISION_IDENTITY', 'true')
  const cloud = await npmStart(newStateDirectory())
  vi.unstubAllEnvs()
  const typed = async (line: string) => {
    const { port } = new URL(cloud.adminUrl)
    const { stdout } = await run('bash', ['-c', line.replace(':8001', `:${port}`)])
    return Answer.parse(JSON.parse(stdout))
  }
  const user = await typed(createUser)
  expect(user).toMatchObject({ email: 'user@example.com', name: 'Test User', user_type: 'pro' })
  expect(await typed(createPassport)).toMatchObject({ status: 404, code: 'not_found' })
  const passport = await typed(createPassport.replace('user-123', String(user.user_id)))
  expect(passport).toMatchObject({ name: 'SDK Passport', user_id: user.user_id })
  const sessions = await fetch(`${cloud.publicUrl}/v1/sessions`, {
    headers: { 'x-api-key': String(passport.passport_key) },
  })
  expect(sessions.status).toBe(200)
}, 60_000)

const Answer = z.record(z.string(), z.unknown())

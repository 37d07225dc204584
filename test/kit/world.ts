import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { handlersOf } from '../../emulators/gateway/gateway.ts'
import { planeFrom } from '../../functions/deps.ts'
import { jobs } from '../../functions/index.ts'
import { serve } from '../../functions/serve.ts'
import { settingsFrom } from '../../functions/settings.ts'
import { verifyAudit } from '../../shared/audit/verify.ts'
import type { JobName } from '../../shared/contract/schedules.ts'
import { auditBooks } from '../../shared/ledger/audit.ts'
import type { Plane } from '../../shared/plane.ts'
import { logTo } from '../../shared/platform/log.ts'
import type { Placement } from '../../shared/sessions/choose.ts'
import { type Asker, asker } from './asker.ts'
import { type Citizen, settle } from './citizens.ts'
import { TestClock } from './clock.ts'
import { newProjectId } from './database.ts'
import { undeclaredIndexes } from './indexes.ts'
import { Secrets } from './secrets.ts'

interface Start {
  /** Credits (whole ones) each user begins with. */
  readonly credit?: Readonly<Record<string, number>>
  readonly dispatch?: 'direct' | 'pubsub'
  /** A world for a whole file is closed by who made it; others end with their test. */
  readonly lasts?: 'test' | 'file'
  /** What runs each provider's sessions; the whole of them by `local` unless a test says otherwise. */
  readonly placement?: Placement
  /** More of its environment: where its mail goes, who signs people in. */
  readonly settings?: Readonly<Record<string, string>>
  /** What the auditor is to find when the world ends; a test that spoils the books says so. */
  readonly books?: 'sound' | 'spoilt'
  /** The same of its audit log. */
  readonly log?: 'sound' | 'spoilt'
}

const adminKey = 'admin-key-of-a-test-world'
const sessionSecret = 'session-secret-of-a-test-world'

/** A control plane of its own on the real emulators, its boxes real, its clock the test's. */
export async function newWorld({
  credit = { ada: 1 },
  dispatch = 'direct',
  placement = everywhereLocal,
  lasts = 'test',
  settings = {},
  books = 'sound',
  log = 'sound',
}: Start = {}) {
  const runDirectory = mkdtempSync(join(tmpdir(), 'onmw-'))
  const projectId = newProjectId()
  const clock = new TestClock()
  const logged: string[] = []
  // A test may cut a wire of it.
  const environment: Readonly<Record<string, string>> = {
    ...settingsOf({ projectId, runDirectory }),
    ONMEMOS_PLACEMENT: Object.entries(placement)
      .map((pair) => pair.join('='))
      .join(','),
    ONMEMOS_DISPATCH: dispatch,
    ...settings,
    K_REVISION: 'test',
  }
  const anotherProcess = () =>
    planeFrom(settingsFrom(environment), { clock, log: logTo((line) => logged.push(line)) })
  const plane: { -readonly [K in keyof Plane]: Plane[K] } = anotherProcess()
  const secrets = new Secrets([adminKey, sessionSecret])
  const faces = {
    public: secrets.learning(serve(handlersOf('public'), plane)),
    admin: secrets.learning(serve(handlersOf('admin'), plane)),
  }
  const admin = asker(faces.admin, { 'x-api-key': adminKey })
  const citizens = new Map<string, Citizen>()
  for (const [name, credits] of Object.entries(credit)) {
    citizens.set(name, await settle(admin, name, credits * 1_000_000))
  }
  async function close() {
    await plane.quiet()
    for (const provider of Object.values(plane.providers)) {
      for (const { sessionId } of await provider.list()) await provider.stop(sessionId, 0)
      provider.close?.()
    }
    rmSync(runDirectory, { recursive: true, force: true })
    const { sumMicros, findings } = await auditBooks(plane.db)
    const trail = await verifyAudit(plane.db)
    const undeclared = await undeclaredIndexes(projectId)
    await plane.db.terminate()
    if (undeclared.length > 0) {
      throw new Error(`firestore.indexes.json is without what was needed: ${undeclared.join('; ')}`)
    }
    if (log === 'sound' && trail.findings.length > 0) {
      throw new Error(`the audit log of this world is unsound: ${JSON.stringify(trail.findings)}`)
    }
    const found = sumMicros === 0 && findings.length === 0 ? 'sound' : 'spoilt'
    if (found === books) return
    throw new Error(
      `the books of this world are ${found}: ${JSON.stringify({ sumMicros, findings })}`,
    )
  }
  if (lasts === 'test') onTestFinished(close)

  const citizen = (name: string): Citizen => {
    const found = citizens.get(name)
    if (!found) throw new Error(`nobody is called ${name} in this world`)
    return found
  }
  return {
    close,
    adminKey,
    projectId,
    runDirectory,
    plane,
    /** The settings of its processes, as an environment. */
    environment,
    /** Another process of its control plane, that has just started: it remembers nothing. */
    anotherProcess,
    clock,
    admin,
    faces,
    logged,
    citizen,
    as: (name: string): Asker => asker(faces.public, { 'x-api-key': citizen(name).key }),
    anyone: asker(faces.public, {}),
    advance: ({ seconds }: { seconds: number }) => clock.advance(seconds),
    run: (job: JobName) => jobs[job].run(plane),
    /** The books of the whole world, rebuilt from their entries. */
    audit: () => auditBooks(plane.db),
  }
}
export type World = Awaited<ReturnType<typeof newWorld>>

/** For a process of its own that works on a world: its settings as an environment. */
export const settingsOf = ({
  projectId,
  runDirectory,
}: Pick<World, 'projectId' | 'runDirectory'>) => ({
  PROJECT_ID: projectId,
  PUBLIC_URL: 'http://public.test',
  ONMEMOS_INTERNAL_API_KEY: adminKey,
  ONMEMOS_SESSION_SECRET: sessionSecret,
  ONMEMOS_PLACEMENT: 'local=local,cloud_run=local,gke=local,workstations=local',
  ONMEMOS_DISPATCH: 'direct',
  ONMEMOS_RUN_DIRECTORY: runDirectory,
  ONMEMOS_AGENT_BUNDLE: process.env.ONMEMOS_AGENT_BUNDLE ?? '',
  // What a test says in X-Forwarded-For.
  ONMEMOS_TRUSTED_PROXIES: '1',
})

const everywhereLocal: Placement = {
  local: 'local',
  cloud_run: 'local',
  gke: 'local',
  workstations: 'local',
}

import { expect, test } from 'vitest'
import { settingsFrom } from '../../functions/settings.ts'
import { configuration, shown } from '../../tools/configuration.ts'

const right = {
  PROJECT_ID: 'a-project',
  PUBLIC_URL: 'http://public.test/',
  ONMEMOS_INTERNAL_API_KEY: 'onmemos-internal-key-2024-secure',
  ONMEMOS_SESSION_SECRET: 'a secret of the sessions',
}

test('every problem with the environment is said at once, and no value of it', () => {
  const wrong = {
    ...{ ONMEMOS_INTERNAL_API_KEY: 'hunter2', PUBLIC_URL: 'no url', STRIPE_API_KEY: 'short' },
    ...{ ONMEMOS_DISPATCH: 'maybe', PORT: '70000', STORAGE_PROVIDER: 's3' },
  }
  const said = saidOf(wrong)
  for (const name of [...Object.keys(wrong), 'PROJECT_ID', 'ONMEMOS_SESSION_SECRET']) {
    expect(said).toContain(`at ${name}`)
  }
  expect(said).not.toContain('hunter2')
})

test("the seeds' name of the project is accepted, and two names that disagree are not", () => {
  const { PROJECT_ID: _, ...rest } = right
  expect(settingsFrom({ ...rest, GCP_PROJECT: 'ai-engine-448418' }).PROJECT_ID).toBe(
    'ai-engine-448418',
  )
  expect(saidOf({ ...right, GCP_PROJECT: 'other' })).toContain('another name of PROJECT_ID')
})

test('an empty variable is one that is not set', () => {
  const { STRIPE_API_KEY, ONMEMOS_DISPATCH } = settingsFrom({
    ...right,
    ...{ STRIPE_API_KEY: '', ONMEMOS_DISPATCH: '' },
  })
  expect([STRIPE_API_KEY, ONMEMOS_DISPATCH]).toEqual([undefined, 'pubsub'])
})

test('every setting is documented, and a secret is said to be set and never shown', () => {
  const settings = configuration(right)
  expect(settings.filter(({ meaning }) => meaning.length < 10)).toEqual([])
  const named = (name: string) => settings.find((setting) => setting.name === name)
  expect(named('ONMEMOS_INTERNAL_API_KEY')).toMatchObject({ type: 'secret', here: '(set)' })
  expect(named('ONMEMOS_DISPATCH')).toMatchObject({
    type: 'direct | pubsub',
    otherwise: 'pubsub',
    isRequired: false,
  })
  expect(named('PROJECT_ID')).toMatchObject({ isRequired: true, here: 'a-project' })
  expect(shown(settings)).not.toContain(right.ONMEMOS_INTERNAL_API_KEY)
})

function saidOf(env: Readonly<Record<string, string>>): string {
  try {
    settingsFrom(env)
  } catch (cause) {
    return String(cause)
  }
  throw new Error('nothing was said')
}

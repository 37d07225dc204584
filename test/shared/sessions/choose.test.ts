import { expect, test } from 'vitest'
import { CreateSession } from '../../../shared/contract/session.ts'
import { shipped } from '../../../shared/pricing/shipped.ts'
import {
  type AutoPolicy,
  choose,
  type Grounds,
  type Placement,
} from '../../../shared/sessions/choose.ts'

const everywhere: Placement = {
  local: 'local',
  cloud_run: 'local',
  gke: 'local',
  workstations: 'local',
}

const chosen = (wish: object, grounds: Partial<Grounds> = {}) =>
  choose(CreateSession.parse(wish), {
    placement: everywhere,
    autoPolicy: 'frugal',
    prices: shipped,
    ...grounds,
  }).provider

test.each<[string, AutoPolicy, object, string]>([
  ['a short session goes to Cloud Run', 'frugal', {}, 'cloud_run'],
  ['an hour is short', 'frugal', { expected_duration_minutes: 60 }, 'cloud_run'],
  ['more than an hour goes to Kubernetes', 'frugal', { expected_duration_minutes: 61 }, 'gke'],
  ['so does what is long-lived', 'frugal', { long_lived: true }, 'gke'],
  ['SSH goes to a workstation', 'frugal', { needs_ssh: true, long_lived: true }, 'workstations'],
  ['the seeds: short', 'seeds', {}, 'cloud_run'],
  ['the seeds: over an hour', 'seeds', { expected_duration_minutes: 61 }, 'workstations'],
  ['the seeds: long-lived', 'seeds', { long_lived: true }, 'gke'],
  ['the seeds: SSH', 'seeds', { needs_ssh: true }, 'workstations'],
  ['what is asked for is what it gets', 'frugal', { provider: 'local', long_lived: true }, 'local'],
])('%s', (_, autoPolicy, wish, provider) => {
  expect(chosen(wish, { autoPolicy })).toBe(provider)
})

test('auto goes to what is here, the cheapest first', () => {
  const here = (placement: Placement) => chosen({}, { placement })
  expect(here({ local: 'local' })).toBe('local')
  expect(here({ gke: 'local', workstations: 'local' })).toBe('gke')
  expect(() => here({})).toThrow('cannot run cloud_run sessions')
})

test('auto stays where the passport is good, and where a quote fixed the price', () => {
  expect(chosen({}, { permitted: ['workstations', 'gke'] })).toBe('gke')
  expect(chosen({}, { agreed: 'gke' })).toBe('gke')
})

test('auto goes nowhere that lacks the SSH it needs, and is told so', () => {
  const placement: Placement = { local: 'local', gke: 'local' }
  expect(() => chosen({ needs_ssh: true }, { placement })).toThrow('cannot run workstations')
})

test('what has no price runs nothing', () => {
  const { cloud_run: _, ...providers } = shipped.providers
  expect(chosen({}, { prices: { ...shipped, providers } })).toBe('local')
})

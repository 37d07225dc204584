import { expect } from 'vitest'
import type { networks } from '../../../shared/contract/session.ts'
import type { Ground, Proof, Refusal } from '../case.ts'
import { until } from '../until.ts'

/** A session that asks to be closed in is on no network at all. */
export const networkNone: Proof = async ({ ada, session, sh }) => {
  const id = await session({ network: 'none' })
  const { stdout } = await sh(id, "grep : /proc/net/dev | cut -d: -f1 | tr -d ' '")
  expect(stdout.trim()).toBe('lo')
  await ada.delete(`/v1/sessions/${id}`)
}

/**
 * A session that may go out reaches the internet, and none of what its machine reaches besides: not the machine, not its
 * private network, not its metadata server, not another session, however it addresses it.
 */
export const networkOutgoing: Proof = async ({ ada, world, network, session, sh }) => {
  if (!network) throw new Error('the backend is not tried with a network')
  const eve = world.as('eve')
  const [mine, hers] = [
    await session({ network: 'outgoing' }),
    await session({ network: 'outgoing' }, eve),
  ]
  const reach = async (address: string) =>
    (await sh(mine, fetched(address), { timeout: 20 })).stdout === 'found\n'
  expect(await reach(network.internet)).toBe(true)
  await Promise.all(
    Object.entries(network.closed).map(async ([what, address]) => {
      const [byIts, byABox] = await Promise.all([network.reaches(address), reach(address)])
      expect({ what, byIts, byABox }).toEqual({ what, byIts: true, byABox: false })
    }),
  )
  const [own = '', other = ''] = [await sh(mine, ask), await sh(hers, ask, {}, eve)].map(addressIn)
  expect(own).not.toBe(other)
  await sh(hers, '(while :; do echo found | nc -l -p 8080; done) > /dev/null 2>&1 &', {}, eve)
  await until('she reaches herself', async () => {
    const { stdout } = await sh(hers, `nc -w 2 ${other} 8080 < /dev/null`, {}, eve)
    return stdout === 'found\n'
  })
  const attempts = [
    `nc -w 3 ${other} 8080 < /dev/null`,
    `ip neigh replace ${other} lladdr ff:ff:ff:ff:ff:ff dev eth0`,
    'timeout 3 nslookup localhost 127.0.0.11',
    `nc -w 3 ${own.replace(/\d+$/, '1')} 80 < /dev/null`,
    'ip route add 10.0.0.0/8 dev eth0',
    'ip link set eth0 down',
  ]
  await Promise.all(
    attempts.map(async (attempt) => {
      const { success, stdout } = await sh(mine, attempt, { timeout: 20 })
      expect({ attempt, success, isFound: stdout.includes('found') }).toEqual({
        attempt,
        success: false,
        isFound: false,
      })
    }),
  )
  expect(await reach(network.internet)).toBe(true)
  const { body } = await ada.get(`/v1/sessions/${mine}`)
  expect(body.details).toMatchObject({ network: 'outgoing' })
  await ada.delete(`/v1/sessions/${mine}`)
  await eve.delete(`/v1/sessions/${hers}`)
}

/** What cannot be chosen is refused before anything is made. */
export const networkRefused =
  (network: (typeof networks)[number]): Refusal =>
  async ({ create }) => {
    expect(await create({ network })).toMatchObject({ status: 501, body: { code: 'unsupported' } })
  }

const fetched = (address: string) => `timeout 5 wget -qO- http://${address}/`

const ask = "ip -4 -oneline addr show dev eth0 | awk '{print $4}'"
const addressIn = (said: Awaited<ReturnType<Ground['sh']>>): string =>
  String(said.stdout).trim().split('/')[0] ?? ''

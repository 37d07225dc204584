import { expect } from 'vitest'
import { handlersOf } from '../../../emulators/gateway/gateway.ts'
import { serve } from '../../../functions/serve.ts'
import { reconcile, recover } from '../../../shared/sessions/reconcile.ts'
import { asker } from '../../kit/asker.ts'
import type { Proof } from '../case.ts'

/** Sessions outlive the control plane: its next process finds them as they are, and leaves them so. */
export const controlPlaneRestart: Proof = async ({ world, headers, session, sh, boxes }) => {
  const id = await session()
  await sh(id, `(setsid sh -c '${ticking}' > /dev/null 2>&1 < /dev/null &)`)
  const plane = world.anotherProcess()
  try {
    await recover(plane)
    await reconcile(plane)
    const ada = asker(serve(handlersOf('public'), plane), headers)
    const tick = () => sh(id, 'sleep 0.3; cat tick', {}, ada)
    const first = (await tick()).stdout
    expect(first).toMatch(/^\d+\n$/)
    expect((await tick()).stdout).not.toBe(first)
    expect(await boxes(id)).toMatchObject([{ observed: { state: 'running' } }])
    expect((await ada.delete(`/v1/sessions/${id}`)).body).toMatchObject({ status: 'stopped' })
    expect(await boxes(id)).toEqual([])
  } finally {
    await plane.quiet()
    await plane.db.terminate()
  }
}

const ticking = 'i=0; while :; do i=$((i+1)); echo $i > tick; sleep 0.05; done'

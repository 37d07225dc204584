import { expect } from 'vitest'
import type { Proof } from '../case.ts'

/** A command is run to its end and says all of it: both streams, the exit code, what its environment is. */
export const oneShotCommands: Proof = async ({ sh, ada }, session) => {
  expect(await sh(session, 'echo out; echo err >&2; exit 3')).toMatchObject({
    stdout: 'out\n',
    stderr: 'err\n',
    returncode: 3,
    success: false,
    timed_out: false,
  })
  const { name } = (await ada.get(`/v1/sessions/${session}`)).body
  expect(
    (await sh(session, 'echo "$WORKSPACE_ID $NAMESPACE $USER $BUCKET_NAME $MINE"; pwd', mine))
      .stdout,
  ).toBe(`${name} default user onmemos-${name.slice('ws-'.length)} own\n/workspace\n`)
  expect(await sh(session, 'sleep 300', { timeout: 0.5 })).toMatchObject({
    timed_out: true,
    returncode: 124,
  })
  const long = await sh(session, 'i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done')
  expect(long.stdout.split('\n')).toHaveLength(20_001)
}

const mine = { env: { MINE: 'own' } }

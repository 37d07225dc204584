import { setTimeout as delay } from 'node:timers/promises'
import type { Client } from '../sdk/client.ts'
import { ApiError } from '../sdk/errors.ts'
import { Failure } from './failure.ts'
import { printJson, tell } from './output.ts'
import { during } from './progress.ts'
import { report } from './report.ts'
import { type Receipt, summary } from './summary.ts'

/** Deletes the session and shows its receipt; says how to do it by hand when it could not, and answers whether it could. */
export async function putAway(client: Client, id: string, isJson = false): Promise<boolean> {
  try {
    await during('Deleting the session…', isJson, removed(client, id))
  } catch (error) {
    report(leftBehind(id, error), isJson)
    return false
  }
  await show(client, id, isJson).catch((error: unknown) =>
    isPrivate(error)
      ? tell('It is gone; this key may not see what it cost.')
      : report(error, isJson),
  )
  return true
}

/** A program's key need not see bills. */
const isPrivate = (error: unknown) => error instanceof ApiError && error.code === 'missing_scope'

/** A session that is not there any more is as deleted as can be. */
async function removed({ sessions }: Client, id: string): Promise<void> {
  try {
    await sessions.delete({ params: { id } })
  } catch (error) {
    if (!(error instanceof ApiError && error.code === 'not_found')) throw error
  }
}

async function show(client: Client, id: string, isJson: boolean) {
  const receipt = await finalReceipt(client, id)
  if (isJson) printJson({ type: 'receipt', receipt })
  else tell(summary(receipt))
}

/** The end of a session and its settlement may come a moment after the answer to its deletion. */
async function finalReceipt(client: Client, id: string, tries = 20): Promise<Receipt> {
  const receipt = await client.sessions.receipt({ params: { id } })
  if (receipt.is_final || tries === 0) return receipt
  await delay(250)
  return finalReceipt(client, id, tries - 1)
}

const leftBehind = (id: string, error: unknown) =>
  new Failure(
    'session_left_behind',
    `session ${id} could not be deleted: ${error instanceof Error ? error.message : error}`,
    { hint: `It uses credits until its time is over. To delete it, type: onmemos rm ${id}` },
  )

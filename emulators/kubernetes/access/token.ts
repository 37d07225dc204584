import * as z from 'zod'
import { plusSeconds } from '../../../shared/platform/clock.ts'
import { bodyOf } from '../body.ts'
import type { Exchange } from '../exchange.ts'
import { get } from '../objects/get.ts'

const TokenRequest = z.looseObject({
  spec: z
    .looseObject({
      audiences: z.array(z.string()).nullish(),
      expirationSeconds: z.number().min(600).nullish(),
    })
    .default({}),
})

/** A token for a service account, an hour unless it is said. */
export async function issueToken({ cluster, users, context, asked }: Exchange): Promise<Response> {
  const { kind, namespace, name } = asked
  const { metadata } = get(cluster, { kind, namespace }, name)
  const { spec } = TokenRequest.parse((await bodyOf(context)) ?? {})
  const seconds = spec.expirationSeconds ?? 3_600
  const expirationTimestamp = plusSeconds(cluster.time.now(), seconds)
  const token = users.tokenFor({ namespace, name, uid: metadata.uid }, expirationTimestamp)
  const told = {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name, namespace, creationTimestamp: cluster.time.now() },
    spec: { audiences: spec.audiences ?? ['emulated'], expirationSeconds: seconds },
    status: { token, expirationTimestamp },
  }
  return context.json(told, 201)
}

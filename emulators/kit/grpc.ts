import { createRequire } from 'node:module'
import {
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  status,
  type UntypedHandleCall,
} from '@grpc/grpc-js'
import { protobuf, serializer } from 'google-gax'
import * as z from 'zod'
import { type Rule, restOf, ruleOf } from './grpcRules.ts'
import type { Served } from './served.ts'

export interface GrpcOptions {
  /** The JSON descriptor of the API's protos, as a module of its client's package. */
  readonly protos: string
  /** Full names of the services that are served. */
  readonly services: readonly string[]
  /** Rules by `service/method`, for methods whose own annotations are not this API's. */
  readonly rules?: Readonly<Record<string, Rule>>
  readonly port?: number
}

/**
 * The gRPC face of an API that is served over REST at `rest`, on a port of its own. Each call becomes the request that
 * Google's annotations in the protos say, so the two faces cannot differ, and steering holds for both.
 */
export async function servedGrpc(rest: string, options: GrpcOptions): Promise<Served> {
  const { protos, services, rules = {}, port = 0 } = options
  const root = protobuf.Root.fromJSON(createRequire(import.meta.url)(protos))
  root.resolveAll()
  const server = new Server()
  for (const name of services) {
    const methods = root.lookupService(name).methodsArray.flatMap((method) => {
      const path = `${name}/${method.name}`
      const rule = rules[path] ?? ruleOf(method)
      return rule ? [{ path, method, rule }] : []
    })
    server.addService(
      Object.fromEntries(methods.map(({ path, method }) => [path, definitionOf(path, method)])),
      Object.fromEntries(
        methods.map(({ path, method, rule }) => [path, carry(rest, method, rule)]),
      ),
    )
  }
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (cause, it) =>
      cause ? reject(cause) : resolve(it),
    )
  })
  return {
    url: `http://127.0.0.1:${bound}`,
    close: async () => server.forceShutdown(),
  }
}

function definitionOf(path: string, method: protobuf.Method) {
  const [asked, answered] = typesOf(method)
  return {
    path: `/${path}`,
    requestStream: false,
    responseStream: false,
    requestSerialize: (message: protobuf.Message) => Buffer.from(asked.encode(message).finish()),
    requestDeserialize: (bytes: Buffer) => asked.decode(bytes),
    responseSerialize: (message: protobuf.Message) =>
      Buffer.from(answered.encode(message).finish()),
    responseDeserialize: (bytes: Buffer) => answered.decode(bytes),
  }
}

/** Brings one call to the REST face and its answer back. */
function carry(rest: string, method: protobuf.Method, rule: Rule): UntypedHandleCall {
  const [, answered] = typesOf(method)
  return async (
    call: ServerUnaryCall<protobuf.Message, protobuf.Message>,
    answer: (cause: object | null, message?: protobuf.Message | null) => void,
  ) => {
    const asked = restOf(rule, Asked.parse(serializer.toProto3JSON(call.request)))
    if (!asked) return answer({ code: status.INVALID_ARGUMENT, details: 'Invalid resource name.' })
    const given = new AbortController()
    call.once('cancelled', () => given.abort())
    try {
      const [authorization] = call.metadata.get('authorization')
      const response = await fetch(`${rest}${asked.path}`, {
        method: asked.method,
        headers: {
          'content-type': 'application/json',
          ...(authorization ? { authorization: String(authorization) } : {}),
        },
        body: asked.body ? JSON.stringify(asked.body) : null,
        signal: given.signal,
      })
      const document = z.json().parse(await response.json())
      if (response.ok) return answer(null, serializer.fromProto3JSON(answered, document))
      const { error } = Failure.parse(document)
      return answer({ code: codes[error.status] ?? status.UNKNOWN, details: error.message })
    } catch (cause) {
      // Broken off on the way, or nobody waits for it any more.
      return answer({ code: status.UNAVAILABLE, details: String(cause) })
    }
  }
}

function typesOf(method: protobuf.Method): [asked: protobuf.Type, answered: protobuf.Type] {
  const { resolvedRequestType: asked, resolvedResponseType: answered } = method
  if (!asked || !answered) throw new Error(`${method.fullName} has types that are not there`)
  return [asked, answered]
}

const Asked = z.record(z.string(), z.unknown())
const Failure = z.object({ error: z.object({ status: z.string(), message: z.string() }) })
const codes: Readonly<Record<string, number>> = Object.fromEntries(
  Object.entries(status).flatMap(([name, code]) =>
    typeof code === 'number' ? [[name, code]] : [],
  ),
)

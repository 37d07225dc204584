import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { ConnectError } from '../shared/agents/connect.ts'
import { agentLimits } from '../shared/agents/limits.ts'
import { paths } from '../shared/agents/paths.ts'
import { isAllowed } from './allowed.ts'
import { answerUnary, refuse } from './call.ts'
import { calls } from './calls/index.ts'
import { answerFiles } from './files/http.ts'
import { answerJournal } from './history/journal.ts'
import { refuseIfLeaving } from './leaving.ts'
import { limits } from './limits.ts'
import type { Session } from './session.ts'
import { answerStream } from './stream.ts'
import type { Place } from './told.ts'
import { answerUpgrade } from './upgrade.ts'

export async function serve(session: Session, place: Place): Promise<void> {
  const server = createServer({ highWaterMark: limits.connectionBytesMax }, (request, response) => {
    void respond(session, request, response).catch((error) => refuse(response, error))
  })
  server.on('upgrade', (request, socket, head) => {
    void answerUpgrade(session, request, socket, head)
  })
  server.keepAliveTimeout = agentLimits.idleConnectionByAgentMs
  await new Promise<void>((listening, failed) => {
    // A socket is made at once, for nobody else: gVisor lets none be changed afterwards.
    const mask = process.umask(0o177)
    server.once('error', failed).listen(place, listening)
    process.umask(mask)
  })
}

async function respond(session: Session, request: IncomingMessage, response: ServerResponse) {
  if (request.method === 'GET' && request.url === '/health') {
    response.writeHead(204).end()
    return
  }
  if (!isAllowed(request, session.config)) {
    throw new ConnectError('unauthenticated', 'the access token is missing or wrong')
  }
  if (request.url !== paths.stop) refuseIfLeaving(session.config)
  if (isFiles(request)) return answerFiles(session, request, response)
  if (isJournal(request)) return answerJournal(session, request, response)
  const call = request.method === 'POST' ? calls[request.url ?? ''] : undefined
  if (!call) {
    throw new ConnectError('unimplemented', `there is no ${request.method} ${request.url}`)
  }
  return call.kind === 'stream'
    ? answerStream(session, call, request, response)
    : answerUnary(session, call, request, response)
}

const isJournal = ({ method = '', url = '' }: IncomingMessage) =>
  url.split('?', 1)[0] === paths.journal && ['GET', 'HEAD'].includes(method)

const isFiles = ({ method = '', url = '' }: IncomingMessage) =>
  url.split('?', 1)[0] === paths.files && ['GET', 'HEAD', 'POST', 'PUT'].includes(method)

import { ApiError, ConnectionError } from '../../../sdk/errors.ts'
import { problem } from '../../../sdk/problem.ts'
import type { TerminalSocket } from '../../../sdk/terminal.ts'
import { refreshBrowser, signoutBrowser, Tokens } from '../../../shared/contract/signin.ts'
import { createTicket } from '../../../shared/contract/tickets.ts'

/** Makes a connection to the session's terminals. */
export type Login = () => Promise<TerminalSocket>

/**
 * With a passport, each connection has a ticket of its own. With a ticket there is one connection, and when it
 * breaks another ticket is needed.
 */
export function loginFor(sessionId: string, credential: string): Login {
  if (credential.startsWith('onm_')) {
    return async () => connect(sessionId, await ticketFor(sessionId, { 'x-api-key': credential }))
  }
  let isUsed = false
  return async () => {
    if (isUsed) throw final('The connection was lost and this ticket is used up: get another.')
    isUsed = true
    return connect(sessionId, credential)
  }
}

/** Where this browser is signed in: each connection has an access token of its own, and by that a ticket. */
export function signedInLogin(sessionId: string): Login {
  return async () => {
    const answer = await post(refreshBrowser.path)
    const { access_token: token } = Tokens.pick({ access_token: true }).parse(answer)
    return connect(sessionId, await ticketFor(sessionId, { authorization: `Bearer ${token}` }))
  }
}

export const signOut = (): Promise<unknown> => post(signoutBrowser.path)

async function ticketFor(sessionId: string, key: Record<string, string>): Promise<string> {
  const path = createTicket.path.replace('{id}', encodeURIComponent(sessionId))
  const headers = { ...key, 'content-type': 'application/json' }
  return createTicket.output.parse(await post(path, { headers, body: '{}' })).ticket
}

async function post(path: string, init: RequestInit = {}): Promise<unknown> {
  const response = await fetch(path, { ...init, method: 'POST' })
  if (response.ok) return response.json()
  const refused = await problem(response, path)
  throw response.status >= 500 ? new ConnectionError(refused.detail) : refused
}

/** A browser does not say why a socket was refused, so a first connection that fails is final. */
function connect(sessionId: string, ticket: string): Promise<TerminalSocket> {
  const url = new URL(`/v1/sessions/${encodeURIComponent(sessionId)}/shell`, location.href)
  url.protocol = url.protocol.replace('http', 'ws')
  const socket = new WebSocket(url, ['onmemos.v1', `onmemos.ticket.${ticket}`])
  return new Promise((resolve, reject) => {
    socket.onopen = () => resolve(socketOf(socket))
    socket.onerror = () => reject(new ConnectionError('the server did not let us in'))
  })
}

function socketOf(socket: WebSocket): TerminalSocket {
  const to: TerminalSocket = {
    send: (text) => socket.send(text),
    close: () => socket.close(),
    onmessage: null,
    onclose: null,
  }
  socket.onmessage = ({ data }) => to.onmessage?.({ data })
  socket.onclose = ({ code, reason }) => to.onclose?.({ code, reason })
  return to
}

const final = (detail: string) =>
  new ApiError({
    status: 401,
    code: 'unauthenticated',
    title: detail,
    detail,
    errors: [],
    facts: {},
  })

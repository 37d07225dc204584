/** Says why no answer came, and what to look at. */
export function unreachable(from: string, baseUrl: string, error: unknown): string {
  const { hostname } = new URL(baseUrl)
  const why = reasons[codeOf(error)]
  if (why) return why(from, hostname)
  return `no answer to ${from}: ${messageOf(error)}. ${isItRunning}`
}

const isItRunning = 'Is the server running? `npm start` starts one on this machine.'

const reasons: Record<string, (from: string, hostname: string) => string> = {
  ECONNREFUSED: (from) => `no answer to ${from}: nothing listens there. ${isItRunning}`,
  ENOTFOUND: (from, host) => `no answer to ${from}: the name ${host} is not known. Check the URL.`,
  ECONNRESET: (from) =>
    `the connection broke during ${from}: whether it was carried out is not known.`,
  UND_ERR_SOCKET: (from) =>
    `the connection broke during ${from}: whether it was carried out is not known.`,
  UND_ERR_HEADERS_TIMEOUT: (from) =>
    `${from} did not answer in time. Streaming calls have no such bound: use executeStream.`,
}

function codeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause ? String(cause.code) : ''
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message : error.message
}

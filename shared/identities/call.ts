/** One request to an API of Google's, or to a cluster: credentials and all. Any status is an answer. */
export type Call = (request: CallRequest) => Promise<CallAnswer>

export interface CallRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly body?: object
  /** JSON unless it is said. */
  readonly contentType?: string
}

export interface CallAnswer {
  readonly status: number
  readonly body: unknown
}

/** What an API answered that no caller expects. Its message is for the operators. */
export class UnexpectedAnswer extends Error {
  override readonly name = 'UnexpectedAnswer'

  constructor({ method, url }: CallRequest, { status, body }: CallAnswer) {
    super(`${method} ${new URL(url).pathname} answered ${status}: ${JSON.stringify(body)}`)
  }
}

/** The answer, where its status is one of these. */
export async function expecting(
  call: Call,
  statuses: readonly number[],
  request: CallRequest,
): Promise<CallAnswer> {
  const answer = await call(request)
  if (statuses.includes(answer.status)) return answer
  throw new UnexpectedAnswer(request, answer)
}

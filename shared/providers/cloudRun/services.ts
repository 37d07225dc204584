import * as z from 'zod'

/** The calls of Cloud Run's API that boxes need. */
export interface Services {
  /** Undefined where there is none. */
  get(name: string): Promise<Seen | undefined>
  /** Answers when it was begun; `taken` where one of that name is there. Throws `Refused` where it may not be. */
  create(parent: string, id: string, service: object): Promise<'begun' | 'taken'>
  /** From now on these service accounts may call it, and nobody else by its own policy. */
  allow(name: string, emails: readonly string[]): Promise<void>
  /** Begins its removal, unless it has changed since it was seen. One that is gone is no fault. */
  remove(seen: Seen): Promise<void>
  list(parent: string): Promise<readonly Seen[]>
}

/** The region will not take it: no quota, no room, not allowed. Another may. */
export class Refused extends Error {
  override readonly name = 'Refused'
  /** Whether the same may be taken later: no room, and not a wish that is wrong. */
  readonly isPassing: boolean

  constructor(why: string, { isPassing, cause }: { isPassing: boolean; cause: unknown }) {
    super(why, { cause })
    this.isPassing = isPassing
  }
}

const State = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((state): 'settling' | 'ready' | 'failed' => {
    if (state === 'CONDITION_SUCCEEDED' || state === 4) return 'ready'
    return state === 'CONDITION_FAILED' || state === 3 ? 'failed' : 'settling'
  })

/** What of a service matters here, as the client hands it over. */
export const Seen = z
  .object({
    name: z.string(),
    uri: z.string().nullish(),
    etag: z.string().nullish(),
    labels: z.record(z.string(), z.string()).nullish(),
    reconciling: z.boolean().nullish(),
    terminalCondition: z.object({ state: State, message: z.string().nullish() }).nullish(),
    createTime: z.object({ seconds: z.coerce.number() }).nullish(),
    template: z
      .object({ nodeSelector: z.object({ accelerator: z.string().nullish() }).nullish() })
      .nullish(),
  })
  .transform(
    ({ name, uri, etag, labels, reconciling, terminalCondition, createTime, template }) => ({
      name,
      url: uri ?? '',
      etag: etag ?? '',
      labels: labels ?? {},
      state: reconciling ? 'settling' : (terminalCondition?.state ?? 'settling'),
      message: terminalCondition?.message ?? '',
      createdAtMs: (createTime?.seconds ?? 0) * 1_000,
      gpu: template?.nodeSelector?.accelerator || undefined,
    }),
  )
export type Seen = z.output<typeof Seen>

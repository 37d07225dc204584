import { Cron } from 'croner'
import { Refusal } from '../kit/refusal.ts'
import { type HttpTarget, type PubsubTarget, secondsIn, type Wish } from './job.ts'

/** What Google refuses of what is well written. */
export function checkWish(wish: Wish, project: string): void {
  const { httpTarget, pubsubTarget, appEngineHttpTarget, attemptDeadline } = wish
  if (appEngineHttpTarget !== undefined) {
    throw new Refusal(
      'UNIMPLEMENTED',
      'App Engine targets are not emulated; see emulators/scheduler/README.md',
    )
  }
  if (httpTarget && pubsubTarget) throw invalid("oneof field 'target' is already set.")
  if (httpTarget) checkHttp(httpTarget)
  else if (pubsubTarget) checkPubsub(pubsubTarget, project)
  else throw invalid('Job.target is required.')
  const seconds = attemptDeadline === undefined ? undefined : secondsIn(attemptDeadline)
  if (httpTarget && seconds !== undefined && (seconds < 15 || seconds > 1_800)) {
    throw invalid('Job.attempt_deadline must be between [15s, 1800s].')
  }
  cronOf(wish)
}

/** The times of a schedule, five fields of cron in a time zone. */
export function cronOf({
  schedule = '',
  timeZone = '',
}: Pick<Wish, 'schedule' | 'timeZone'>): Cron {
  if (/^(every|\d+(st|nd|rd|th)|first|second|third|fourth|fifth)\b/i.test(schedule)) {
    throw new Refusal(
      'UNIMPLEMENTED',
      'English schedules are not emulated; see emulators/scheduler/README.md',
    )
  }
  // Croner knows more than Google does: seconds, L, W and #.
  if (!/^\S+( \S+){4}$/.test(schedule) || !/^[\d*,/ -]*$/.test(schedule.replaceAll(names, '')))
    throw wrongSchedule()
  try {
    const cron = new Cron(schedule, { timezone: zoneOf(timeZone), mode: '5-part' })
    cron.nextRun()
    return cron
  } catch {
    throw wrongSchedule()
  }
}

const names = /\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|sun|mon|tue|wed|thu|fri|sat)\b/gi
const zoneOf = (name: string) => (name === '' || name.toLowerCase() === 'utc' ? 'Etc/UTC' : name)
const wrongSchedule = () => invalid('Schedule or timezone is invalid.')

function checkHttp({ uri, httpMethod, body, oauthToken, oidcToken }: HttpTarget): void {
  if (!/^https?:\/\//.test(uri) || !URL.canParse(uri)) {
    throw invalid('HttpTarget.uri must begin with either "http://" or "https://".')
  }
  if (body && !['POST', 'PUT', 'PATCH'].includes(httpMethod)) {
    throw invalid('HttpTarget.body is allowed only with the methods POST, PUT and PATCH.')
  }
  if (oauthToken && oidcToken) throw invalid("oneof field 'authorization_header' is already set.")
}

function checkPubsub({ topicName, data, attributes = {} }: PubsubTarget, project: string): void {
  const [, its] = /^projects\/([^/]+)\/topics\/[^/]+$/.exec(topicName) ?? []
  if (its === undefined) {
    throw invalid('Topic name must be formatted: "projects/<PROJECT_ID>/topics/<TOPIC_ID>".')
  }
  if (its !== project) throw invalid('The topic must be in the same project as the job.')
  if (!data && Object.keys(attributes).length === 0) {
    throw invalid('Pubsub message must contain either non-empty data, or at least one attribute.')
  }
}

const invalid = (message: string) => new Refusal('INVALID_ARGUMENT', message)

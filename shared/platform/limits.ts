/** Every bound of the product, with its unit in its name. */
export const limits = {
  requestBodyBytesMax: 1_048_576,
  reportRowsMax: 10_000,
  listPageSizeDefault: 20,
  listPageSizeMax: 100,
  labelsMax: 32,
  environmentVariablesMax: 64,
  environmentValueBytesMax: 32_768,

  /** An account's live sessions are a map in its own document, which Firestore bounds at 1 MiB. */
  liveSessionsMax: 1_000,
  sessionTtlMinutesDefault: 60,
  sessionTtlMinutesMax: 1_440,
  sessionEventsMax: 200,
  sessionMemoryMbMax: 32_768,
  sessionCpuMillisMax: 8_000,
  sessionDiskMbMax: 32_768,
  /** With which Cloud Run gives a GPU, and with less does not. */
  gpuCpuMillisMin: 4_000,
  gpuMemoryMbMin: 16_384,
  /** How long a session may run, however its time to live is extended: 24 hours. */
  sessionDurationMinutesMax: 1_440,
  sessionIdleMinutesDefault: 30,
  sessionIdleMinutesMax: 1_440,
  /** How many minutes before an end a session's owner is warned of it. */
  warningMinutesDefault: [10, 5, 1],
  warningMinutesMax: 120,
  warningsMax: 5,
  /** A warning is told this early rather than a tick of the scheduler late. */
  warningLeadSeconds: 30,
  /** An end that moves away by more than this is warned of again when it is near. */
  warningSlackSeconds: 60,
  /** The dearest a session may become, and the ceiling of one that names none: 100 credits. */
  sessionCostMicrosMax: 100_000_000,
  createWaitSecondsDefault: 10,
  createWaitSecondsMax: 60,
  deleteWaitSecondsMax: 10,
  provisioningSecondsMax: 120,
  /** How long a backend that does not answer is asked to start a session that may go to another. */
  failoverAfterSeconds: 30,
  /** One call of a backend's API, how often it is made before that is no answer, and how many in a row open its circuit for a while. */
  providerCallTimeoutMs: 15_000,
  providerCallTriesMax: 3,
  providerFailuresMax: 9,
  providerCircuitSeconds: 20,
  /** How long one delivery of a start waits for a pod: less than a worker may hold its message. */
  podWaitSeconds: 40,
  /** Sessions whose agents one process has a way to at once. */
  podDoorsMax: 1_000,

  /** A session runs only inside a lease that is paid for. */
  leaseSeconds: 300,
  /** How long before a lease ends the sweep renews it: two ticks of a scheduler that ticks each minute. */
  leaseRenewalLeadSeconds: 150,
  /** How soon a lease that could not be renewed is tried again: at each tick. */
  leaseRetrySeconds: 30,

  filePathBytesMax: 4_096,
  fileListDepthMax: 16,

  /** Commands of one box. Those of the next, after a pause, are numbered from there. */
  commandsPerBoxMax: 1_000_000,
  commandBytesMax: 65_536,
  commandTimeoutSecondsDefault: 120,
  commandTimeoutSecondsMax: 3_600,
  /** What is stored of one long stream of a command, of all of one box, and what of it is answered at once. */
  outputStoredBytesMax: 16_777_216,
  outputStoredBytesPerBoxMax: 67_108_864,
  outputAnswerBytesMax: 262_144,
  /** How many documents whose time is over one run of a job removes, and how many at once. */
  documentsPurgedMax: 5_000,
  documentsPurgedAtOnce: 16,
  commandStartWaitSecondsMax: 30,
  /** What `execute` answers at the most of each stream; the streaming variant has no such bound. */
  executeOutputBytesMax: 1_048_576,
  /** Between SIGTERM and SIGKILL, where nobody said otherwise. */
  stopGraceSeconds: 5,
  /** Less than a worker may hold its message, so that a stop is not begun twice at once. */
  stopGraceSecondsMax: 30,
  /** The same for a command whose own time is up, and for a session at the end of its lease. */
  commandGraceSeconds: 2,
  /** How long the files of a session may take to be kept before it goes on running instead. */
  checkpointSecondsMax: 600,
  /** How often the sweep looks at a session whose lease ends while it is pausing, and how soon one that nobody pauses is taken up. */
  pausingLookSeconds: 60,
  archiveCallTimeoutMs: 60_000,
  /** How old an object without an archive is before it is taken away: older than any checkpoint that is under way. */
  strayObjectSeconds: 3_600,
  /** How many archives one run of a job removes. */
  archivesRemovedMax: 200,
  pauseWaitSecondsMax: 60,
  snapshotsMax: 100,
  /** A stream with nothing to say says an empty line this often. */
  streamSilenceSecondsMax: 15,

  workspacesMax: 100,
  /** How many buckets an account may have made. */
  bucketsMax: 100,
  /** How many buckets one run of a job sees to. */
  bucketsSeenToMax: 100,
  bucketCallTimeoutMs: 10_000,
  workspaceMembersMax: 100,
  /** How many workspaces one run of a job sees to. */
  workspacesSeenToMax: 200,
  identityCallTimeoutMs: 10_000,
  /** How often a policy that others change is tried. */
  policyTriesMax: 8,

  /** An access token is asked for its sign-in at each use; this bounds who only reads it. */
  accessTokenSeconds: 1_800,
  /** Without being used: 30 days. */
  signinSecondsMax: 2_592_000,
  /** For who did not hear the answer, and asks again with the same refresh token. */
  refreshRepeatSecondsMax: 60,
  /** From us to the identity provider and back. */
  signinJourneySecondsMax: 600,
  oidcCallTimeoutMs: 10_000,
  signupSecondsMax: 1_800,
  /** To one address within the window. */
  signupMailsMax: 5,
  signupMailsWindowSeconds: 3_600,
  /** Letters to one address that it is a member, within the window. */
  invitationsMax: 3,
  invitationsWindowSeconds: 86_400,
  /** A letter that waited for longer says what is good no more. */
  mailSecondsMax: 1_500,
  mailCallTimeoutMs: 20_000,
  mailsPerRunMax: 200,

  ticketSecondsMax: 60,
  /** How long the address of a port is good. */
  portUrlSecondsDefault: 3_600,
  portUrlSecondsMax: 86_400,
  /** Requests to ports of one account's sessions that one instance of the shell relays at once. */
  portRequestsPerAccountMax: 256,
  /** How long a session that takes requests is not looked up again. */
  portSessionCacheMs: 2_000,
  /** Terminals' sockets of one account at one instance of the shell. */
  socketsPerAccountMax: 200,
  /** Terminals one socket listens to. */
  terminalsPerSocketMax: 8,
  /** Commands one socket runs at once. */
  commandsPerSocketMax: 8,
  /** One message of JSON, and of it the input. */
  shellMessageBytesMax: 1_048_576,
  shellInputBytesMax: 524_288,
  /** What waits for a client to read it, before what it listens to is read no further. */
  socketBufferedBytesMax: 524_288,
  /** What waits for a program to read it, before the client's socket is read no further. */
  socketInputBytesMax: 262_144,
  socketPingSeconds: 20,
  /** How long a connection outlives the passport it was opened with. */
  socketAdmissionSeconds: 60,
  /** A client that neither answers nor reads for so long is gone. */
  socketSilenceSecondsMax: 60,
  /** Nothing said in either direction. */
  socketIdleSecondsMax: 3_600,
  /** Cloud Run cuts a connection after 60 minutes: before that its client is told where to resume. */
  socketLifeSecondsMax: 3_300,

  /** Stripe charges no less than half a dollar. */
  purchaseMicrosMin: 500_000,
  purchaseMicrosMax: 100_000_000_000,
  purchaseCentsMax: 10_000_000,
  /** A purchase's disputes and refunds are kept in its own document. */
  purchaseRefundsMax: 100,
  couponRedemptionsMax: 1_000_000,
  paymentCallTimeoutMs: 10_000,

  /** 1,000 credits a unit: more would make an hour of the largest shape inexact. */
  priceNanosMax: 1_000_000_000_000,
  priceCacheSeconds: 60,
  /** How long before it is in force a price list is published: every process has read it by then. */
  priceNoticeSeconds: 120,
  priceVersionsMax: 50,
  pricePreviewDays: 30,
  pricePreviewSessionsMax: 10_000,
  quoteSeconds: 900,
  estimatePastsMax: 200,
  /** With fewer, an estimate looks further afield. */
  estimatePastsMin: 5,
  estimatesComparedMax: 10,

  /** How many days one commit charges. */
  /** Buckets that one run measures, and when one is asked again whose store did not answer. */
  bucketsMeasuredMax: 500,
  bucketMeasureAgainSeconds: 3_600,
  storageDaysPerCommitMax: 31,
  storagePageSize: 100,
  /** What a run does not come to is left for the next, an hour later. */
  storagePagesPerRunMax: 10,
  /** A measurement a day is kept until its day is charged: more than a year of outage forgets the oldest. */
  storageMeasurementsMax: 400,

  poolsMax: 100,
  poolSizeMax: 50,
  poolCacheSeconds: 10,
  poolClaimTriesMax: 3,
  poolBoxesMadeAtOnceMax: 8,
  /** How long a box waits for a session before it is replaced. */
  warmBoxSeconds: 1_800,
  /** With less left, it is not given away: it might end under way. */
  warmBoxSecondsMin: 60,

  /** How many documents an audit record names. */
  auditTargetsMax: 8,
  /** Refusals of one caller for one reason share a record for so long. */
  auditRefusalSeconds: 60,
  /** How many refusals of strangers one process records in that time; the next record counts the others. */
  auditStrangersMax: 30,
  /** Use of a session that changes only its box is recorded once in so long. */
  auditUseSeconds: 3_600,
  auditAgentCharactersMax: 256,
  /** How many records one page of a filtered list looks through. */
  auditScanMax: 1_000,

  /** Of an account whose tier says nothing else: 1,000 a second. */
  requestsPerMinuteMax: 60_000,
  /** Of one address: with keys that are not let in, and without any where none is needed. */
  refusedPerMinuteMax: 120,
  openPerMinuteMax: 60,
  tierCacheSeconds: 10,
  tiersMax: 50,
  passportCacheSeconds: 10,
  /** How often it is written down that a passport is in use. */
  passportUseSeconds: 600,
  passportOverlapSecondsMax: 2_592_000,
  /** How many passports deep one may be made from another. */
  passportLineageMax: 5,
  /** That are not revoked; the keys of sessions do not count. */
  passportsPerAccountMax: 500,
  flagCacheSeconds: 10,
  adminKeysMax: 100,
  adminKeyOverlapSecondsMax: 86_400,
  /** How long a change is tried again while others come first. */
  transactionSecondsMax: 10,
  transactionGroupMax: 200,
  /** How many accounts share a commit of the sweep. As many are swept by the tick itself; more are handed on by shards. */
  sweepPageAccounts: 100,
  sweepShards: 16,
  /** How many pages of a shard one message takes on; the rest is due at the next tick. */
  sweepPagesMax: 10,
  agentsToldAtOnce: 200,
  agentsAskedAtOnce: 16,
  outboxRelayLinesMax: 200,
  /** An outbox line this old was left behind by whoever saved it. */
  outboxAbandonedSeconds: 15,
} as const

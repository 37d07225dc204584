/** Bounds of what the agent keeps. */
export const limits = {
  /** Output of a stream up to here never touches the disk. */
  journalMemoryBytes: 131_072,
  journalSegmentBytes: 4_194_304,
  /** A stream keeps its last 60 to 64 MiB, a box 512 MiB of finished segments. */
  journalSegmentsPerStream: 16,
  journalSegmentsPerBox: 128,
  /** What waits for a caller to read it. */
  connectionBytesMax: 262_144,
  /** One message of a connection that came as a WebSocket. */
  socketMessageBytesMax: 16_777_216,
  /** What is read from a journal, and told, at once. */
  journalReadBytes: 65_536,

  commandsEndedMax: 64,
  commandsRunningMax: 128,
  /** How long a command's last output may come after its exit: a child left behind can hold the pipe for ever. */
  outputAfterExitMs: 250,
  /** A command older than this is listened to as it speaks. */
  listenAfterMs: 4,
  /** Commands of a session that are on record. */
  commandsRecordedMax: 1_000,
  recordedArgvCharacters: 4_096,
  /** What is kept of each stream of a command that is over, and of all of them as it is written down. */
  keptHeadBytes: 65_536,
  keptTailBytes: 196_608,
  keptBytesPerBox: 16_777_216,
  stdinBufferedBytesMax: 8_388_608,
  /** With so much waiting for its command, a line is read no further. */
  lineInputBytesMax: 65_536,
  /** How soon a terminal that takes no more input is tried again. */
  terminalFullMs: 10,

  /** Entries of one listing. */
  listedMax: 20_000,
  /** How long the rest of a body that is refused is still read. */
  refusedBodyMs: 2_000,
  watchedDirectoriesMax: 1_000,
  /** What a listener of a directory may be behind. */
  changesWaitingMax: 10_000,

  /** How long a server of the session may take to accept a connection. */
  portConnectMs: 5_000,

  leaseCheckMs: 500,
  /** How long a machine that was started too late says so. */
  lateLifeSeconds: 5,
  /** How often the CPU time of the box is looked at, and the share of one CPU above which it is in use. */
  cpuWatchMs: 5_000,
  cpuShareOfUse: 0.05,
  /** How often a dying process group is looked at. */
  deathCheckMs: 10,
} as const

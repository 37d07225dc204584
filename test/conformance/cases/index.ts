import type { CapabilityName } from '../../../shared/contract/providers.ts'
import type { Case, Proof } from '../case.ts'
import { controlPlaneRestart } from './controlPlaneRestart.ts'
import { files } from './files.ts'
import { gpu, noGpu } from './gpu.ts'
import { isolationModel } from './isolationModel.ts'
import { leaseEnd } from './leaseEnd.ts'
import { metrics } from './metrics.ts'
import { bucketMount, filestoreMount, noBucket, noFilestore, noSsh } from './mounts.ts'
import { networkNone, networkOutgoing, networkRefused } from './networks.ts'
import { oneShotCommands } from './oneShotCommands.ts'
import { hibernation, pause } from './pause.ts'
import { persistentStorage } from './persistentStorage.ts'
import { ports } from './ports.ts'
import { reattach } from './reattach.ts'
import { repeatedVerbs } from './repeatedVerbs.ts'
import { scaleToZero } from './scaleToZero.ts'
import { sessionDuration } from './sessionDuration.ts'
import { shellInteractive } from './shellInteractive.ts'
import { noWarmPool, warmPool } from './warmPool.ts'
import { webTerminal } from './webTerminal.ts'

const proven = (proof: Proof): Case => ({ proof, refusal: null })

/** A capability without its case does not compile. */
export const cases: Readonly<Record<CapabilityName, Case>> = {
  one_shot_commands: proven(oneShotCommands),
  persistent_storage: proven(persistentStorage),
  bucket_mount: { proof: bucketMount, refusal: noBucket },
  filestore_mount: { proof: filestoreMount, refusal: noFilestore },
  network_none: { proof: networkNone, refusal: networkRefused('none') },
  network_outgoing: { proof: networkOutgoing, refusal: networkRefused('outgoing') },
  scale_to_zero: { ...proven(scaleToZero), movesClock: true },
  session_duration: { ...proven(sessionDuration), movesClock: true },
  isolation_model: proven(isolationModel),
  shell_interactive: proven(shellInteractive),
  web_terminal: proven(webTerminal),
  gpu: { proof: gpu, refusal: noGpu },
  ssh: { proof: null, refusal: noSsh },
  files: proven(files),
  ports: proven(ports),
  reattach: proven(reattach),
  metrics: proven(metrics),
  pause: proven(pause),
  hibernation: proven(hibernation),
  warm_pool: { proof: warmPool, refusal: noWarmPool, movesClock: true },
  lease_end: proven(leaseEnd),
  control_plane_restart: proven(controlPlaneRestart),
  repeated_verbs: proven(repeatedVerbs),
}

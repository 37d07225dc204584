import { bubblewrap } from './bubblewrap.ts'
import type { Launcher } from './launcher.ts'
import type { LauncherName } from './options.ts'
import { unshare } from './unshare.ts'

export const launchers: Readonly<Record<LauncherName, Launcher>> = { bwrap: bubblewrap, unshare }

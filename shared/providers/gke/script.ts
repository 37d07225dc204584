import { historyName } from '../../agents/history.ts'
import { endedName } from '../../agents/launch.ts'
import { places } from './places.ts'

/** Before each command's record in the log that outlives the agent. */
export const keptMark = 'onmemos-kept '

/**
 * What a pod's first process does: runs the agent beside it, passes on that it is to end, takes in orphans, and leaves the
 * agent's last words where they can be read when nothing of the pod runs any more. The agent's configuration is opened for
 * it alone and gone before it runs. Its Node comes with the libraries it is linked to and the loader that finds them, so
 * that it runs whatever C library the image has.
 */
export const runScript = (flags: readonly string[]): string =>
  [
    `cd ${places.agent} || exit 70`,
    `set -- ${places.program}/lib/ld-*; [ -e "$1" ] && set -- "$1" --library-path ${places.program}/lib || set --`,
    `{ rm -f config.json; exec "$@" ${places.program}/node ${flags.join(' ')} ${places.program}/agent.cjs; } 3<config.json &`,
    'agent=$!',
    "trap 'kill -TERM $agent' TERM INT",
    'code=0',
    'while kill -0 $agent 2>/dev/null; do wait $agent; code=$?; done',
    `cat ${endedName} > /dev/termination-log 2>/dev/null`,
    `for kept in $(ls ${historyName} 2>/dev/null | sort -n); do printf '\\n%s' '${keptMark}'; cat "${historyName}/$kept"; done`,
    'echo',
    'exit $code',
  ].join('\n')

/**
 * Wraps a command so that it dies with us however we die: a shell runs it and reads from a pipe
 * that we hold, and the end of that pipe ends the shell's whole process group and its files. Neither
 * Java nor a portable Node has a word for *die with my parent*.
 */
export const watchdog = (temporaryFolder: string, command: readonly string[]) =>
  ['sh', '-c', script, 'watchdog', temporaryFolder, ...command] as const

// The shell says of a killed child that it was, to a pipe that may have gone: hence PIPE.
const script = `
folder=$1; shift
exec 3<&0
"$@" </dev/null 3<&- & child=$!
{
  while read -r _; do :; done
  kill -9 "$child"
  kill -0 $$ || kill -9 0
} <&3 3<&- 2>/dev/null & watch=$!
exec 3<&-
trap '' PIPE
wait "$child"; status=$?
kill -9 "$watch" 2>/dev/null
rm -rf -- "$folder"
trap 'exit $status' TERM
kill -TERM 0
`

import { type Common, connect, connectFiles } from '../api.ts'
import { copyDown } from '../copy/down.ts'
import { placeIn } from '../copy/place.ts'
import { copyUp } from '../copy/up.ts'
import { Failure } from '../failure.ts'
import { interruptible } from '../interruption.ts'
import { printJson, tell } from '../output.ts'

export async function cp(from: string, to: string, flags: Common) {
  const [source, target] = [placeIn(from), placeIn(to)]
  const signal = interruptible('Stopping; what was copied stays.', () => 'Left.')
  const { files } = connect(flags)
  const bytes = connectFiles(flags)
  let copied: number
  if (source.is === 'here' && target.is === 'session') {
    const remote = { id: target.id, files }
    copied = await copyUp(source.path, target.path, remote, bytes, signal)
  } else if (source.is === 'session' && target.is === 'here') {
    const remote = { id: source.id, files }
    copied = await copyDown(source.path, target.path, remote, bytes, signal)
  } else {
    throw new Failure('usage', 'one side is a path here, and the other <id>:<path> in a session', {
      hint: 'onmemos cp --help shows examples.',
      exitCode: 2,
    })
  }
  if (flags.json) return printJson({ files: copied })
  tell(`${copied} ${copied === 1 ? 'file' : 'files'} copied`)
}

import { join } from 'node:path'

/** Has the emulator write all of a project's documents into a folder. */
export const exportInto = (folder: string, host: string, projectId: string) =>
  ask(host, projectId, 'export', { export_directory: folder, export_name: exportName })

/** Has the emulator read what `exportInto` wrote. Times of creation and update become those of now. */
export const importFrom = (folder: string, host: string, projectId: string) =>
  ask(host, projectId, 'import', {
    export_directory: join(folder, exportName, `${exportName}.overall_export_metadata`),
  }).catch((failure) => {
    throw new Error(
      `the state kept in ${folder} cannot be read. Move that folder away to start without it.`,
      { cause: failure },
    )
  })

const exportName = 'documents'

async function ask(host: string, projectId: string, verb: string, what: object): Promise<void> {
  const response = await fetch(`http://${host}/emulator/v1/projects/${projectId}:${verb}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ database: `projects/${projectId}/databases/(default)`, ...what }),
  })
  const answer = await response.text()
  if (!response.ok) throw new Error(`the Firestore emulator's ${verb} failed: ${answer}`)
}

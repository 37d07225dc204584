import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { newestExport, replaceExport } from '../../../emulators/keeper/exports.ts'

test('a new export takes the place of the old one', async () => {
  const folder = await newFolder()
  await replaceExport(folder, (empty) => writeFile(join(empty, 'all'), 'old'))
  await replaceExport(folder, (empty) => writeFile(join(empty, 'all'), 'new'))
  expect(await readdir(folder)).toEqual(['export-2'])
  expect(await contentOf(folder)).toBe('new')
})

test('an export that fails half way leaves the one before, and the next one clears it up', async () => {
  const folder = await newFolder()
  await replaceExport(folder, (empty) => writeFile(join(empty, 'all'), 'old'))
  const cut = replaceExport(folder, async (empty) => {
    await writeFile(join(empty, 'all'), 'ha')
    throw new Error('the disk is full')
  })
  await expect(cut).rejects.toThrow('the disk is full')
  expect(await contentOf(folder)).toBe('old')

  await replaceExport(folder, (empty) => writeFile(join(empty, 'other'), 'new'))
  expect(await readdir(join(folder, 'export-2'))).toEqual(['other'])
})

test('before the first export there is none', async () => {
  expect(await newestExport(await newFolder())).toBeUndefined()
})

async function newFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'onmemos-exports-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

const contentOf = async (folder: string) =>
  readFile(join((await newestExport(folder)) ?? '', 'all'), 'utf8')

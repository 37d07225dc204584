import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findJava } from '../../../emulators/google/java.ts'
import { machine } from './machine.ts'

const java = (version: string) => `#!/bin/sh\necho 'openjdk version "${version}"' >&2`

test('the Java that JAVA_HOME names is used before the one on PATH', async () => {
  const root = await machine({ 'home/bin/java': java('21.0.1'), 'bin/java': java('17.0.15') })
  const env = { JAVA_HOME: join(root, 'home'), PATH: join(root, 'bin') }
  expect(await findJava(env)).toBe(join(root, 'home/bin/java'))
})

test('a JAVA_HOME that is too old gives way to a Java on PATH that is not', async () => {
  const root = await machine({ 'home/bin/java': java('1.8.0_402'), 'bin/java': java('11.0.2') })
  const env = { JAVA_HOME: join(root, 'home'), PATH: join(root, 'bin') }
  expect(await findJava(env)).toBe(join(root, 'bin/java'))
})

test('only an old Java: the error names it, its version and what to do', async () => {
  const root = await machine({ 'bin/java': java('1.8.0_402') })
  await expect(findJava({ PATH: join(root, 'bin') })).rejects.toThrow(
    `need Java 11 or newer (${root}/bin/java is Java 8). Install it` +
      ' (`apt-get install default-jre-headless`, `brew install openjdk`) or set JAVA_HOME.',
  )
})

test('no Java at all: the error says that neither JAVA_HOME nor PATH has one', async () => {
  await expect(findJava({ PATH: '' })).rejects.toThrow(
    "Google's emulators need Java 11 or newer (JAVA_HOME is not set, no java on PATH)",
  )
})

test('a JAVA_HOME without a Java is named in the error', async () => {
  const root = await machine({})
  await expect(findJava({ JAVA_HOME: root, PATH: '' })).rejects.toThrow(
    `${root}/bin/java does not run`,
  )
})

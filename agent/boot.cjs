/**
 * What a box runs: the agent beside it, from the engine's compiled form where there is one, so that its text is
 * hardly read. The form is made by the same engine with the same flags from the same text, or the engine refuses it.
 */
const { existsSync, readFileSync, writeFileSync } = require('node:fs')
const { wrap } = require('node:module')
const { Script } = require('node:vm')

const filename = `${__filename}.main`
const cachePath = `${__filename}.cache`
const cachedData = existsSync(cachePath) ? readFileSync(cachePath) : undefined
const script = new Script(wrap(readFileSync(filename, 'utf8')), { filename, cachedData })
script.runInThisContext()(exports, require, module, filename, __dirname)
if (process.env.ONMEMOS_MAKE_CODE_CACHE === '1') {
  process.on('exit', () => writeFileSync(cachePath, script.createCachedData()))
}

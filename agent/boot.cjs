/**
 * Stands before the bundle and runs it from the engine's compiled form, where there is one beside it: that saves a
 * quarter of the start. It is made by the same engine with the same flags from the same text, or the engine refuses it.
 */
// biome-ignore lint/correctness/noUnusedVariables: `bundleAgent` writes the call of it
function bootFromCache() {
  const { existsSync, readFileSync, writeFileSync } = require('node:fs')
  const cachePath = `${__filename}.cache`
  const isMaking = process.env.ONMEMOS_MAKE_CODE_CACHE === '1'
  if (module.isCompiled || !(isMaking || existsSync(cachePath))) return false
  const source = require('node:module').wrap(readFileSync(__filename, 'utf8'))
  const cachedData = isMaking ? undefined : readFileSync(cachePath)
  const script = new (require('node:vm').Script)(source, { filename: __filename, cachedData })
  module.isCompiled = true
  script.runInThisContext()(exports, require, module, __filename, __dirname)
  if (isMaking) process.on('exit', () => writeFileSync(cachePath, script.createCachedData()))
  return true
}

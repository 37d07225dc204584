import { buildImage } from './build.ts'

const { bytes, cacheBytes } = await buildImage('dist/image')
const mib = (size: number) => `${(size / 2 ** 20).toFixed(1)} MiB`
console.log(
  `dist/image: ${mib(bytes)} of functions, ${mib(cacheBytes)} of V8's cache; docker build dist/image`,
)

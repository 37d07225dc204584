'use strict'
// The least a server can be: what every other is measured against.
const { createServer } = require('node:http')

const body = process.env.BODY ?? 'hello'
createServer((_, response) => {
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  })
  response.end(body)
}).listen(Number(process.env.PORT), '127.0.0.1')

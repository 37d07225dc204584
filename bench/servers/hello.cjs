'use strict'
// The functions framework's hello world.
const { http } = require('@google-cloud/functions-framework')

const body = process.env.BODY ?? 'hello'
http('hello', (_, response) => {
  response.set('content-type', 'application/json').send(body)
})

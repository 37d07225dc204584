/** What to paste first. Each line works as it stands in a shell, from any folder but for `npx`. */
export const tryIt = (cloud: {
  publicUrl: string
  adminUrl: string
  identityUrl: string | null
  demo: { passportKey: string }
  adminKey: string
  stateDirectory: string
  schedulerUrl: string
  backends: Readonly<Partial<Record<string, string>>>
}) => `
OnMemOS runs on this machine.

  public     ${cloud.publicUrl}
  admin      ${cloud.adminUrl}   (X-API-Key: ${cloud.adminKey})
  scheduler  ${cloud.schedulerUrl}   (CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDSCHEDULER=${cloud.schedulerUrl}/ gcloud scheduler …)
${Object.entries(cloud.backends)
  .map(([name, at]) => `  ${name.padEnd(10)} ${at}   (npx onmemos run --provider ${name} …)\n`)
  .join('')}${
  cloud.identityUrl
    ? `  sign in    ${cloud.publicUrl}/v1/signin   (${cloud.identityUrl} believes whoever comes)
`
    : ''
}
Try it, in another terminal:

  export ONMEMOS_URL=${cloud.publicUrl}
  export ONMEMOS_API_KEY=${cloud.demo.passportKey}

  npx onmemos run 'echo hello from $WORKSPACE_ID'
  npx onmemos balance

  curl -s $ONMEMOS_URL/v1/sessions -H "X-API-Key: $ONMEMOS_API_KEY" \\
    -H 'Content-Type: application/json' \\
    -d '{"provider": "local", "template": "python", "namespace": "team-a", "user": "alice"}'

Ctrl-C stops it all; what it knows is kept in ${cloud.stateDirectory} (--fresh forgets it).
`

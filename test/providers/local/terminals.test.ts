import { expect, test } from 'vitest'
import { openScreen } from '../../agent/screen.ts'
import { onEachLauncher } from './ground.ts'

onEachLauncher((ground) => {
  test("a box has terminals, which are the user's own", async () => {
    const { agent } = await ground.start()
    const script = 'stty size; id -u; stat -c %u $(tty); echo out > /dev/stdout; echo in > /dev/tty'
    const screen = openScreen(agent, ['/bin/sh', '-c', script], { cols: 99, rows: 33 })
    expect(await screen.ends()).toMatchObject({ exitCode: 0 })
    const [size, user, owner, ...rest] = screen.text().trim().split('\r\n')
    expect(size).toBe('33 99')
    expect(owner).toBe(user)
    expect(rest).toEqual(['out', 'in'])
  })

  test('an interactive shell controls its jobs, and hangs up with its box', async () => {
    const { agent, sessionId } = await ground.start()
    const shell = openScreen(agent, ['/bin/bash', '--norc', '-i'], { env: { PS1: '> ' } })
    await shell.shows(/> $/)
    await shell.type('sleep 1000 & jobs\n')
    await shell.shows(/Running/)
    // Said by what is to be stopped, so that it is in the foreground by then.
    await shell.type(`sh -c 'echo begun; exec sleep 1000'\n`)
    const before = await shell.shows(/begun\r\n/)
    await shell.type('\x1a')
    await shell.shows(/Stopped/, before)
    await shell.type('fg\n')
    await ground.provider.stop(sessionId, 1)
    expect((await ground.provider.observe(sessionId)).state).toBe('absent')
  })
})

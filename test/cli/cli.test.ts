import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { serverProcess } from '../web/server.ts'
import { run } from './run.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cli-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

describe('naik-kelas', () => {
  it('says what it can do', async () => {
    const { code, out } = await run(['--help'])
    expect(code).toBe(0)
    for (const name of ['start', 'chat', 'understand', 'officer create', 'backup FILE', 'restore FILE']) {
      expect(out).toContain(`naik-kelas ${name}`)
    }
  })

  it.each([
    [[], 'Usage:'],
    [['fly'], 'There is no command "fly".'],
    [['understand', '--as', 'mood'], '--as must be one of'],
    [['understand', '--today', '2026-02-30'], '--today must be a day'],
    [['officer', 'create'], '--name is missing'],
    [['officer', 'create', '--name', 'Sri', '--role', 'king'], '--role must be one of'],
    [['officer', 'create', '--name', 'Sri', '--region', 'Jatim'], '--region must be Kemendagri codes'],
    [['officer', 'create', '--name', 'Sri', '--region', '99.99'], 'codes that there are'],
    [['officer', 'dismiss'], 'officer knows two actions'],
    [['backup'], 'Name one file'],
    [['start', 'now'], '"now" is not understood'],
    [['chat', '--loud'], 'is not understood'],
  ])('explains %j', async (args, words) => {
    const { code, out, err } = await run(args)
    expect(code).toBe(2)
    expect(out + err).toContain(words)
  })

  it('lists all faults of the configuration and starts nothing', async () => {
    const { code, err } = await run(['start'], { env: { PORT: 'x', WHATSAPP: 'y', DATA_DIR: directory } })
    expect(code).toBe(1)
    expect(err).toMatch(/Invalid configuration\n {2}PORT: .*\n {2}WHATSAPP: /)
    expect(await readdir(directory)).toEqual([])
  })

  it('says that a port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    const { code, err } = await run(['start'], { env: { PORT: String(port), DATA_DIR: directory } })
    other.close()
    expect([code, err]).toEqual([1, `Port ${port} is taken. Set PORT to another.\n`])
  })

  it.each([
    [{ HOST: '192.0.2.1' }, '192.0.2.1 is no address of this machine. Set HOST to another.\n'],
    [{ DATA_DIR: '/dev/null' }, 'Invalid configuration\n  DATA_DIR: /dev/null cannot be used (ENOTDIR)\n'],
  ])('says what is wrong with %o', async (set, fault) => {
    const { code, err } = await run(['start'], { env: { PORT: '0', DATA_DIR: directory, ...set } })
    expect([code, err]).toEqual([1, fault])
  })
})

describe('understand', () => {
  it('prints one JSON object a line', async () => {
    const { code, out } = await run(['understand', '--as', 'rupiah'], { input: '25rb\n1,5 juta\n' })
    expect(code).toBe(0)
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      { input: '25rb', value: 25_000 },
      { input: '1,5 juta', value: 1_500_000 },
    ])
  })

  it('reads days as seen from a day', async () => {
    const { out } = await run(['understand', '--as', 'date', '--today', '2026-03-01'], { input: 'kemarin\n' })
    expect(JSON.parse(out)).toMatchObject({ value: '2026-02-28' })
  })
})

describe('the product as a process', () => {
  it('shows its first admin key once, keeps its secrets private, and owns its database', async () => {
    const server = await serverProcess({ DATA_DIR: directory })
    await server.start()
    const key = /nk_[\w-]{43}/.exec(server.output())![0]
    expect(await whatsappState(server.url, key)).toBe(200)
    expect((await stat(join(directory, 'data.key'))).mode & 0o777).toBe(0o600)
    const { code, err } = await run(['officer', 'create', '--name', 'Sri'], { env: { DATA_DIR: directory } })
    expect(code).toBe(1)
    expect(err).toContain('already open in another process')
    expect(await server.stop()).toBe(0)
    await server.start()
    expect(server.output().match(/nk_/g)).toHaveLength(1)
    await server.kill()
  })

  it('takes the first admin key that is set, and prints none', async () => {
    const key = 'an-admin-key-of-thirty-two-characters'
    const server = await serverProcess({ DATA_DIR: directory, BOOTSTRAP_ADMIN_KEY: key })
    await server.start()
    expect(await whatsappState(server.url, key)).toBe(200)
    expect(server.output()).not.toContain(key)
    await server.kill()
  })

  it('takes an admin key that is set where there are keys already, but none that was revoked', async () => {
    const key = 'admin-key-01'
    const env = { DATA_DIR: directory, BOOTSTRAP_ADMIN_KEY: key }
    await run(['officer', 'create', '--name', 'Sri', '--role', 'admin'], { env })
    const server = await serverProcess(env)
    await server.start()
    expect(await whatsappState(server.url, key)).toBe(200)
    const headers = { authorization: `Bearer ${key}` }
    const keys = await fetch(`${server.url}/api/v1/keys`, { headers })
    const { items } = (await keys.json()) as { items: { id: string; name: string }[] }
    const { id } = items.find(({ name }) => name === 'first admin')!
    await fetch(`${server.url}/api/v1/keys/${id}`, { method: 'DELETE', headers })
    await server.stop()
    await server.start()
    expect(await whatsappState(server.url, key)).toBe(401)
    await server.kill()
  })

  it('gives an officer a key that works, and not for what only admins do', async () => {
    const env = { DATA_DIR: directory }
    const { code, out } = await run(['officer', 'create', '--name', 'Sri', '--region', '35.10'], { env })
    expect(code).toBe(0)
    const server = await serverProcess(env)
    await server.start()
    expect(await whatsappState(server.url, out.trim())).toBe(403)
    expect(await whatsappState(server.url, `${out.trim()}x`)).toBe(401)
    expect(server.output()).toMatch(/Admin key +nk_/)
    await server.kill()
  })

  it('gives a person a code to set a password with, once for each e-mail', async () => {
    const env = { DATA_DIR: directory }
    const invite = (email: string) =>
      run(['officer', 'invite', '--name', 'Sri', '--email', email, '--role', 'admin'], { env })
    const { code, out } = await invite('sri@dinas.example')
    expect(code).toBe(0)
    expect(await invite('Sri@dinas.example')).toMatchObject({ code: 2 })
    const server = await serverProcess(env)
    await server.start()
    const set = () =>
      fetch(`${server.url}/api/v1/password`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ code: out.trim(), password: 'kabut pagi di atas sawah' }),
      })
    expect([(await set()).status, (await set()).status]).toEqual([204, 401])
    await server.kill()
  })

  it('goes on from a backup', async () => {
    const env = { DATA_DIR: directory }
    const copy = join(directory, 'copies', 'monday.db')
    const server = await serverProcess(env)
    await server.start()
    expect(await run(['backup', copy], { env })).toMatchObject({ code: 0 })
    expect(await run(['backup', copy], { env })).toMatchObject({ code: 1 })
    expect(await run(['restore', copy], { env })).toMatchObject({ code: 1 })
    const said = await run(['chat'], {
      env: { ...env, PORT: new URL(server.url).port },
      input: 'daftar usaha\n1\n',
    })
    expect(said.out).toContain('UU 27/2022')
    await server.stop()
    expect(await run(['restore', copy], { env })).toMatchObject({ code: 0 })
    const again = await run(['chat'], { env, input: 'daftar usaha\n' })
    expect(again.out).toContain('Basa Jawa')
  })

  it('makes no new data key for a database whose key is lost', async () => {
    const env = { DATA_DIR: directory }
    await run(['officer', 'create', '--name', 'Sri'], { env })
    await rm(join(directory, 'data.key'))
    const { code, err } = await run(['officer', 'create', '--name', 'Sri'], { env })
    expect(code).toBe(1)
    expect(err).toContain('Put the key back')
  })
})

async function whatsappState(url: string, key: string): Promise<number> {
  const response = await fetch(`${url}/api/v1/channels/whatsapp`, {
    headers: { authorization: `Bearer ${key}` },
  })
  return response.status
}

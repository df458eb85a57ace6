import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { silenceLibsignal } from '../../src/bot/whatsapp-quiet.ts'

const SOURCE = `export const close = (console, method) => console[method]('Closing session:', { privKey: 'secret' })`

it('keeps what libsignal prints off the console and lets everybody else be heard', async () => {
  const heard: unknown[] = []
  const hear = (...words: unknown[]) => void heard.push(words[0])
  const console = { log: hear, info: hear, warn: hear, error: hear, debug: hear } as unknown as Console
  const directory = await mkdtemp(join(tmpdir(), 'quiet-'))
  const close = async (package_: string) => {
    await mkdir(join(directory, package_))
    await writeFile(join(directory, package_, 'session.mjs'), SOURCE)
    const module: unknown = await import(pathToFileURL(join(directory, package_, 'session.mjs')).href)
    return (module as { close(to: Console, method: string): void }).close
  }
  const [libsignal, other] = [await close('libsignal'), await close('other')]
  silenceLibsignal(console)
  silenceLibsignal(console)
  for (const method of ['log', 'info', 'warn', 'error', 'debug']) libsignal(console, method)
  expect(heard).toEqual([])
  other(console, 'warn')
  console.error('a fault')
  expect(heard).toEqual(['Closing session:', 'a fault'])
  await rm(directory, { recursive: true })
})

import { expect, it } from 'vitest'
import { readConfig } from '../src/config.ts'
import { welcome } from '../src/welcome.ts'

const shown = (env: Record<string, string>) =>
  welcome({ url: 'http://localhost:3000', config: readConfig(env), adminKey: null, newKeyPath: null })

it('says that links lead nowhere for owners on a phone, as long as no public address is set', () => {
  expect(shown({ WHATSAPP: 'baileys' })).toContain('PUBLIC_URL')
  expect(shown({ WHATSAPP: 'baileys', PUBLIC_URL: 'https://bot.example.id' })).not.toContain('PUBLIC_URL')
  expect(shown({})).not.toContain('PUBLIC_URL')
})

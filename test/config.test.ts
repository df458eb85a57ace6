import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ConfigError, readConfig } from '../src/config.ts'

const key = Buffer.alloc(32, 7)
const base64 = key.toString('base64')

describe('readConfig', () => {
  it('needs nothing', () => {
    expect(readConfig({})).toEqual({
      http: { host: '127.0.0.1', port: 3000, publicUrl: undefined, origins: [] },
      dataDir: 'data',
      database: { url: 'file:data/naik-kelas.db', authToken: undefined },
      dataKey: undefined,
      bootstrapAdminKey: undefined,
      webhookLoopback: false,
      secondFactorRequired: true,
      telegram: undefined,
      whatsapp: undefined,
      broadcasts: {
        needApproval: false,
        perPersonPerWeek: 3,
        telegramPerSecond: 30,
        whatsappNewChatsPerDay: 20,
      },
      logLevel: 'info',
      timeZone: 'Asia/Jakarta',
    })
  })

  it('takes an empty value for an unset one', () => {
    expect(readConfig({ PORT: '', TELEGRAM_BOT_TOKEN: ' ', DATA_KEY: '', WHATSAPP: '' })).toEqual(
      readConfig({}),
    )
  })

  it('reads every setting', () => {
    const config = readConfig({
      PORT: '8080',
      HOST: '0.0.0.0',
      DATA_DIR: '/var/lib/naik-kelas',
      DATABASE_URL: 'libsql://db.example',
      DATABASE_AUTH_TOKEN: 'token',
      DATA_KEY: base64,
      BOOTSTRAP_ADMIN_KEY: 'an-admin-key-of-thirty-two-characters',
      SECOND_FACTOR: 'optional',
      WEBHOOK_LOOPBACK: 'on',
      ALLOWED_ORIGINS: 'https://panel.example.id, http://localhost:5173',
      TELEGRAM_BOT_TOKEN: '123:abc-DEF',
      TELEGRAM_API_ROOT: 'http://localhost:8081/',
      PUBLIC_URL: 'https://bot.example/',
      TELEGRAM_WEBHOOK_SECRET: 'sixteen-letters-',
      WHATSAPP: 'baileys',
      WHATSAPP_WEB_SOCKET_URL: 'ws://127.0.0.1:9000/ws',
      WHATSAPP_PHONE_NUMBER: '+62 812-3456-7890',
      WHATSAPP_MESSAGES_PER_MINUTE: '60',
      BROADCASTS_NEED_APPROVAL: 'yes',
      BROADCASTS_PER_PERSON_PER_WEEK: '1',
      TELEGRAM_BROADCASTS_PER_SECOND: '500',
      WHATSAPP_NEW_CHATS_PER_DAY: '0',
      LOG_LEVEL: 'debug',
      TZ_DEFAULT: 'Asia/Makassar',
    })
    expect(config).toEqual({
      http: {
        host: '0.0.0.0',
        port: 8080,
        publicUrl: 'https://bot.example',
        origins: ['https://panel.example.id', 'http://localhost:5173'],
      },
      dataDir: '/var/lib/naik-kelas',
      database: { url: 'libsql://db.example', authToken: 'token' },
      dataKey: key,
      bootstrapAdminKey: 'an-admin-key-of-thirty-two-characters',
      webhookLoopback: true,
      secondFactorRequired: false,
      telegram: {
        token: '123:abc-DEF',
        apiRoot: 'http://localhost:8081',
        delivery: {
          type: 'webhook',
          url: 'https://bot.example/telegram/webhook',
          secret: 'sixteen-letters-',
        },
      },
      whatsapp: {
        webSocketUrl: 'ws://127.0.0.1:9000/ws',
        phoneNumber: '6281234567890',
        messagesPerMinute: 60,
      },
      broadcasts: {
        needApproval: true,
        perPersonPerWeek: 1,
        telegramPerSecond: 500,
        whatsappNewChatsPerDay: 0,
      },
      logLevel: 'debug',
      timeZone: 'Asia/Makassar',
    })
  })

  it('polls Telegram where there is no public address', () => {
    expect(readConfig({ TELEGRAM_BOT_TOKEN: '1:a' }).telegram?.delivery).toEqual({ type: 'polling' })
  })

  it('reads the data key from a file, as bytes or as base64', () => {
    const directory = mkdtempSync(join(tmpdir(), 'config-'))
    writeFileSync(join(directory, 'raw'), key)
    writeFileSync(join(directory, 'text'), `${base64}\n`)
    expect(readConfig({ DATA_KEY: join(directory, 'raw') }).dataKey).toEqual(key)
    expect(readConfig({ DATA_KEY: join(directory, 'text') }).dataKey).toEqual(key)
  })

  it.each([
    ['PORT', 'http'],
    ['PORT', '65536'],
    ['PORT', '3000.5'],
    ['DATABASE_URL', 'postgres://db'],
    ['DATA_KEY', 'too-short'],
    ['DATA_KEY', '/no/such/file'],
    ['BOOTSTRAP_ADMIN_KEY', 'short'],
    ['TELEGRAM_BOT_TOKEN', 'not a token'],
    ['TELEGRAM_API_ROOT', 'http://api.example'],
    ['TELEGRAM_API_ROOT', 'ftp://localhost'],
    ['TELEGRAM_API_ROOT', 'https://user:pass@api.example'],
    ['PUBLIC_URL', 'http://bot.example'],
    ['PUBLIC_URL', 'http://127.0.0.1.evil.example'],
    ['TELEGRAM_WEBHOOK_SECRET', 'x'.repeat(257)],
    ['TELEGRAM_WEBHOOK_SECRET', 'sixteen letters!'],
    ['WHATSAPP', 'cloud'],
    ['WHATSAPP_WEB_SOCKET_URL', 'ws://whatsapp.example'],
    ['WHATSAPP_WEB_SOCKET_URL', 'https://whatsapp.example'],
    ['WHATSAPP_PHONE_NUMBER', '0812'],
    ['WHATSAPP_MESSAGES_PER_MINUTE', '0'],
    ['WHATSAPP_MESSAGES_PER_MINUTE', 'plenty'],
    ['LOG_LEVEL', 'loud'],
    ['TZ_DEFAULT', 'Asia/Atlantis'],
  ])('refuses %s=%s and does not repeat the value', (name, value) => {
    const fault = faultOf({ [name]: value })
    expect(fault).toContain(`  ${name}: `)
    if (value.length > 6) expect(fault).not.toContain(value)
  })

  it('reports all faults at once', () => {
    const fault = faultOf({ PORT: 'x', WHATSAPP: 'y', TZ_DEFAULT: 'z' })
    expect(fault.split('\n')).toHaveLength(4)
  })

  it.each(['http://localhost:1', 'http://127.0.0.2', 'http://[::1]:80', 'https://anywhere.example/path'])(
    'lets a channel point to %s',
    (url) => {
      expect(readConfig({ TELEGRAM_BOT_TOKEN: '1:a', TELEGRAM_API_ROOT: url }).telegram?.apiRoot).toBe(url)
    },
  )
})

function faultOf(env: Record<string, string>): string {
  try {
    readConfig(env)
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError)
    return (error as Error).message
  }
  throw new Error('the configuration was accepted')
}

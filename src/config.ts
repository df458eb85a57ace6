import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/** How Telegram delivers: fetched by us, or pushed to a public address. */
export type TelegramDelivery =
  | { readonly type: 'polling' }
  /** `secret` is made in the data directory when none is set. */
  | { readonly type: 'webhook'; readonly url: string; readonly secret: string | undefined }

/** What the environment asks for, read once and checked as a whole. */
export interface Config {
  readonly http: {
    readonly host: string
    readonly port: number
    readonly publicUrl: string | undefined
    /** Other sites whose pages may use the API. */
    readonly origins: readonly string[]
  }
  readonly dataDir: string
  readonly database: { readonly url: string; readonly authToken: string | undefined }
  /** 32 bytes, or undefined: then one is made in the data directory. */
  readonly dataKey: Buffer | undefined
  readonly bootstrapAdminKey: string | undefined
  /** Webhooks may lie on this machine, for trying out. */
  readonly webhookLoopback: boolean
  /** People who sign in must have a second factor. */
  readonly secondFactorRequired: boolean
  readonly telegram:
    | { readonly token: string; readonly apiRoot: string | undefined; readonly delivery: TelegramDelivery }
    | undefined
  readonly whatsapp:
    | {
        readonly webSocketUrl: string | undefined
        readonly phoneNumber: string | undefined
        /** What the number may send; undefined for what is safe with a new one. */
        readonly messagesPerMinute: number | undefined
      }
    | undefined
  readonly broadcasts: {
    /** A second person must approve each before it starts. */
    readonly needApproval: boolean
    /** The most that one person gets in seven days. */
    readonly perPersonPerWeek: number
    readonly telegramPerSecond: number
    /** People who have not written for a month that may be written to on WhatsApp in a day. */
    readonly whatsappNewChatsPerDay: number
  }
  readonly logLevel: (typeof LOG_LEVELS)[number]
  readonly timeZone: string
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

/** Thrown when the environment cannot be used; the message lists every fault and no value. */
export class ConfigError extends Error {
  constructor(faults: readonly string[]) {
    super(`Invalid configuration\n${faults.map((fault) => `  ${fault}`).join('\n')}`)
    this.name = 'ConfigError'
  }
}

/** Reads the environment. An empty value counts as unset. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()))
  const result = Environment.safeParse(set)
  if (!result.success) {
    throw new ConfigError(result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`))
  }
  return toConfig(result.data)
}

function toConfig(env: z.output<typeof Environment>): Config {
  const delivery: TelegramDelivery = env.PUBLIC_URL
    ? { type: 'webhook', url: `${env.PUBLIC_URL}/telegram/webhook`, secret: env.TELEGRAM_WEBHOOK_SECRET }
    : { type: 'polling' }
  return {
    http: { host: env.HOST, port: env.PORT, publicUrl: env.PUBLIC_URL, origins: env.ALLOWED_ORIGINS },
    dataDir: env.DATA_DIR,
    database: {
      url: env.DATABASE_URL ?? `file:${join(env.DATA_DIR, 'naik-kelas.db')}`,
      authToken: env.DATABASE_AUTH_TOKEN,
    },
    dataKey: env.DATA_KEY,
    bootstrapAdminKey: env.BOOTSTRAP_ADMIN_KEY,
    webhookLoopback: env.WEBHOOK_LOOPBACK === 'on',
    secondFactorRequired: env.SECOND_FACTOR === 'required',
    telegram: env.TELEGRAM_BOT_TOKEN
      ? { token: env.TELEGRAM_BOT_TOKEN, apiRoot: env.TELEGRAM_API_ROOT, delivery }
      : undefined,
    whatsapp:
      env.WHATSAPP === 'baileys'
        ? {
            webSocketUrl: env.WHATSAPP_WEB_SOCKET_URL,
            phoneNumber: env.WHATSAPP_PHONE_NUMBER,
            messagesPerMinute: env.WHATSAPP_MESSAGES_PER_MINUTE,
          }
        : undefined,
    broadcasts: {
      needApproval: env.BROADCASTS_NEED_APPROVAL === 'yes',
      perPersonPerWeek: env.BROADCASTS_PER_PERSON_PER_WEEK,
      telegramPerSecond: env.TELEGRAM_BROADCASTS_PER_SECOND,
      whatsappNewChatsPerDay: env.WHATSAPP_NEW_CHATS_PER_DAY,
    },
    logLevel: env.LOG_LEVEL,
    timeZone: env.TZ_DEFAULT,
  }
}

const databaseSchemes = ['file:', 'libsql:', 'http:', 'https:', 'ws:', 'wss:']

const Environment = z.object({
  PORT: z.coerce.number('must be a port, 0 to 65535').int().min(0).max(65_535).default(3000),
  HOST: z.string().default('127.0.0.1'),
  DATA_DIR: z.string().default('data'),
  DATABASE_URL: z
    .string()
    .refine((value) => databaseSchemes.some((scheme) => value.startsWith(scheme)), {
      error: 'must begin with file:, libsql:, http:, https:, ws: or wss:',
    })
    .optional(),
  DATABASE_AUTH_TOKEN: z.string().optional(),
  DATA_KEY: z
    .string()
    .transform((value, context) => {
      const key = decodeKey(value) ?? keyInFile(value)
      if (key) return key
      context.addIssue('must be 32 bytes in base64, or the path of a file that holds them')
      return z.NEVER
    })
    .optional(),
  BOOTSTRAP_ADMIN_KEY: z
    .string()
    .min(12, 'must have at least 12 characters; 32 at random are never guessed')
    .max(200)
    .regex(/^[\w.~+/=-]+$/, 'must be letters, digits and . _ ~ + / = - only')
    .optional(),
  SECOND_FACTOR: z.enum(['required', 'optional'], 'must be required or optional').default('required'),
  WEBHOOK_LOOPBACK: z.enum(['off', 'on'], 'must be off or on').default('off'),
  ALLOWED_ORIGINS: z
    .string()
    .default('')
    .transform((value) => value.split(/[\s,]+/).filter(Boolean))
    .refine(
      (origins) => origins.every((one) => isEndpoint(one, 'https:', 'http:') && new URL(one).origin === one),
      {
        error: 'must be origins such as https://panel.example.id, with commas between them',
      },
    ),
  TELEGRAM_BOT_TOKEN: z
    .string()
    .regex(/^\d+:[\w-]+$/, 'must look like 123456:AbC-…, as BotFather gives it')
    .optional(),
  TELEGRAM_API_ROOT: endpoint('https:', 'http:'),
  PUBLIC_URL: endpoint('https:', 'http:'),
  TELEGRAM_WEBHOOK_SECRET: z
    .string()
    .regex(/^[\w-]{1,256}$/, 'must be 1 to 256 letters, digits, _ or -')
    .optional(),
  WHATSAPP: z.enum(['off', 'baileys'], 'must be off or baileys').default('off'),
  WHATSAPP_WEB_SOCKET_URL: endpoint('wss:', 'ws:'),
  WHATSAPP_PHONE_NUMBER: z
    .string()
    .transform((value) => value.replaceAll(/[\s+()-]/g, ''))
    .refine((value) => /^[1-9]\d{7,14}$/.test(value), {
      error: 'must be a number with its country code, such as 6281234567890',
    })
    .optional(),
  WHATSAPP_MESSAGES_PER_MINUTE: whole(1, 6000).optional(),
  WHATSAPP_NEW_CHATS_PER_DAY: whole(0, 1000).default(20),
  TELEGRAM_BROADCASTS_PER_SECOND: whole(1, 1000).default(30),
  BROADCASTS_PER_PERSON_PER_WEEK: whole(1, 100).default(3),
  BROADCASTS_NEED_APPROVAL: z.enum(['yes', 'no'], 'must be yes or no').default('no'),
  LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
  TZ_DEFAULT: z
    .string()
    .refine(isTimeZone, { error: 'must be a time zone such as Asia/Jakarta' })
    .default('Asia/Jakarta'),
})

function whole(least: number, most: number) {
  return z.coerce
    .number(`must be a whole number, ${least} to ${most}`)
    .int(`must be a whole number, ${least} to ${most}`)
    .min(least, `must be ${least} at least`)
    .max(most, `must be ${most} at most`)
}

/** An address elsewhere: encrypted, or else on this machine. */
function endpoint(secure: string, plain: string) {
  return z
    .string()
    .refine((value) => isEndpoint(value, secure, plain), {
      error: `must begin with ${secure}//, or with ${plain}// on this machine (localhost)`,
    })
    .transform((value) => value.replace(/\/+$/, ''))
    .optional()
}

function isEndpoint(value: string, secure: string, plain: string): boolean {
  if (!URL.canParse(value)) return false
  const url = new URL(value)
  if (url.username || url.password) return false
  return url.protocol === secure || (url.protocol === plain && isLoopback(url.hostname))
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
}

function isTimeZone(value: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: value }))
  } catch {
    return false
  }
}

function keyInFile(path: string): Buffer | undefined {
  try {
    const content = readFileSync(path)
    return content.length === 32 ? content : decodeKey(content.toString('utf8').trim())
  } catch {
    return undefined
  }
}

/** The 32 bytes that a base64 text stands for, or undefined. */
export function decodeKey(value: string): Buffer | undefined {
  if (!/^[\w+/-]{43}=?$/.test(value)) return undefined
  return Buffer.from(value, 'base64')
}

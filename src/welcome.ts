import type { Config } from './config.ts'

export interface Welcome {
  readonly url: string
  readonly config: Config
  /** The first admin's key, when it was made just now: it is never shown again. */
  readonly adminKey: string | null
  /** The data key's file, when it was made just now. */
  readonly newKeyPath: string | null
}

/** What an operator reads when the product has started: where it is, and how to go on. */
export function welcome({ url, config, adminKey, newKeyPath }: Welcome): string {
  const lines = [
    ['Web chat', url],
    ['Telegram', telegram(config)],
    ['WhatsApp', whatsapp(config)],
    ...(lacksPublicUrl(config) ? [['Links', `none. ${NO_LINKS}`]] : []),
    ...(adminKey ? [['Admin key', `${adminKey}   (shown this once: keep it)`]] : []),
  ]
  const warning = newKeyPath
    ? `\n  ! ${newKeyPath} was made just now. It encrypts personal data: keep a copy of it elsewhere.\n`
    : ''
  const table = lines.map(([name, value]) => `  ${name!.padEnd(10)} ${value}`).join('\n')
  return `\nNaikKelas is running.\n\n${table}\n${warning}\n`
}

/** Said where an operator reads logs, when owners on a phone cannot reach the product's pages. */
export const NO_LINKS =
  'PUBLIC_URL is not set: owners on Telegram and WhatsApp get the numbers of their certificates, but no links to them'

/** Whether owners may be on a phone, from which nothing here can be opened. */
export function lacksPublicUrl({ http, telegram, whatsapp }: Config): boolean {
  return http.publicUrl === undefined && Boolean(telegram ?? whatsapp)
}

function telegram({ telegram }: Config): string {
  if (!telegram) return 'off. Get a token from @BotFather and start with TELEGRAM_BOT_TOKEN=…'
  return telegram.delivery.type === 'webhook' ? `by webhook at ${telegram.delivery.url}` : 'by long polling'
}

function whatsapp({ whatsapp }: Config): string {
  if (!whatsapp) return 'off. Start with WHATSAPP=baileys and link a phone with the code shown here'
  return 'on. While no phone is linked, the code for it is shown here'
}

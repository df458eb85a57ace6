type Logger = Parameters<typeof import('@whiskeysockets/baileys').addTransactionCapability>[1]

const nothing = () => undefined

/** A logger for Baileys that says nothing. */
export const silent: Logger = {
  level: 'silent',
  child: () => silent,
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
}

const LIBSIGNAL =
  /^(Closing (open )?session|Closing stale|Opening session|Session already|Removing old closed session|Decrypted message with closed session|Failed to decrypt message with any known session|Session error:|V1 session storage|Unhandled bucket|Duplicate PreKeyMessage|Migrating session)/u

let quiet = false

/** Keeps off the screen what libsignal prints: whole sessions, private keys included. */
export function quietLibsignal(): void {
  if (quiet) return
  quiet = true
  for (const level of ['info', 'log', 'warn', 'error'] as const) {
    const print = console[level]
    console[level] = (...args: unknown[]) => {
      if (!LIBSIGNAL.test(String(args[0]))) print(...args)
    }
  }
}

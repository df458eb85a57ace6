import { DisconnectReason } from '@whiskeysockets/baileys'

/** What follows from a closed connection. `alert` is for the operator. */
export type Next =
  | { readonly type: 'again'; readonly after: number; readonly detail: string; readonly alert?: true }
  /** The link is gone: forget the keys and show a new pairing. */
  | { readonly type: 'relink'; readonly after: number; readonly detail: string; readonly alert: true }
  /** Ask for the current version of WhatsApp Web, then connect once more. */
  | { readonly type: 'newVersion'; readonly after: number; readonly detail: string }
  /** Nothing more happens by itself. */
  | { readonly type: 'stop'; readonly detail: string; readonly alert: true }

/** What the decision depends on besides the code. */
export interface Circumstances {
  /** Connections before this one that did not last, in a row. */
  readonly failures: number
  /** The version has been asked for since the last connection that opened. */
  readonly versionAsked: boolean
  /** The first wait of the backoff, in milliseconds. */
  readonly backoff: number
  /** 0 to 1. */
  readonly jitter: number
}

const LONGEST_WAIT = 60_000
const PAUSE = 10 * 60_000
/** So many closes with 500 in a row are no passing trouble. */
const WORRYING = 3

/** What to do about a connection that closed with this code. */
export function afterClose(code: number, circumstances: Circumstances): Next {
  const after = wait(circumstances)
  switch (code) {
    case DisconnectReason.restartRequired:
      return {
        type: 'again',
        after: circumstances.failures < WORRYING ? 0 : after,
        detail: 'WhatsApp asked for a restart',
      }
    case DisconnectReason.connectionReplaced:
      return stop('the same link was opened elsewhere: stop the other program, then pair or restart here')
    case DisconnectReason.forbidden:
      return stop('WhatsApp refuses this number (403): look at the phone; it may be banned')
    case DisconnectReason.loggedOut:
      return relink(after, 'the link was removed on the phone or by WhatsApp: pair again')
    case DisconnectReason.multideviceMismatch:
      return relink(after, 'the phone must join multi-device: pair again')
    case 405:
      return outdated(circumstances)
    case 429:
      return { type: 'again', after: PAUSE, detail: 'WhatsApp asks for a pause (429)', alert: true }
    case DisconnectReason.badSession:
      return circumstances.failures < WORRYING
        ? { type: 'again', after, detail: 'the connection broke (500)' }
        : { type: 'again', after, detail: 'the connection breaks again and again (500)', alert: true }
    default:
      return { type: 'again', after, detail: `the connection closed (${code})` }
  }
}

function outdated({ versionAsked }: Circumstances): Next {
  const detail = 'WhatsApp refuses this version of WhatsApp Web (405)'
  return versionAsked
    ? { type: 'again', after: PAUSE, detail, alert: true }
    : { type: 'newVersion', after: 0, detail }
}

function stop(detail: string): Next {
  return { type: 'stop', detail, alert: true }
}

function relink(after: number, detail: string): Next {
  return { type: 'relink', after, detail, alert: true }
}

function wait({ failures, backoff, jitter }: Circumstances): number {
  const longest = Math.min(backoff * 2 ** Math.min(failures, 20), LONGEST_WAIT)
  return Math.round(longest * (0.5 + jitter / 2))
}

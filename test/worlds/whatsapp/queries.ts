import { jidDecode } from '@whiskeysockets/baileys'
import type { BinaryNode } from '@whiskeysockets/baileys'
import { seconds } from '../loopback.ts'
import type { Connection } from './connection.ts'
import { bytesIn, child, children, digits, node, numberIn, SERVER, streamError } from './nodes.ts'
import { advanceCode } from './pairing-code.ts'
import { preKey, signedKey } from './receipts.ts'
import { partyAt } from './parties.ts'
import type { Group, State } from './state.ts'

type Answer = BinaryNode[] | undefined | 'not found'

/** The bot asks the server something. */
export async function answerQuery(connection: Connection, query: BinaryNode): Promise<void> {
  const { id = '', type, xmlns = '', to = SERVER } = query.attrs
  if (type === 'result' || type === 'error') {
    if (connection.awaitingPaired?.id === id) connection.awaitingPaired.confirm(query)
    return
  }
  if (connection.state.faults.take('iqTimeout', xmlns)) return
  const content = await ANSWERS[xmlns]?.(connection, query)
  const attrs = { from: to, id, t: String(seconds()) }
  if (content === 'not found') {
    const error = node('error', { code: '404', text: 'item-not-found' })
    connection.write(node('iq', { ...attrs, type: 'error' }, [error]))
  } else connection.write(node('iq', { ...attrs, type: 'result' }, content))
  if (child(query, 'remove-companion-device')) unlink(connection)
}

const ANSWERS: Readonly<
  Record<string, (connection: Connection, query: BinaryNode) => Answer | Promise<Answer>>
> = {
  encrypt: keys,
  usync: users,
  privacy: (_connection, { attrs }) => (attrs.type === 'get' ? [privacy()] : undefined),
  blocklist: () => [node('list', {}, [])],
  abt: () => [node('props', { hash: 'world', refresh: '86400' }, [])],
  'w:m': ({ state }) => {
    const host = node('host', { hostname: state.media.name, maxContentLengthBytes: '104857600' })
    return [node('media_conn', { auth: 'world', ttl: '3600', auth_ttl: '3600' }, [host])]
  },
  'w:profile:picture': () => 'not found',
  'w:sync:app:state': (_connection, query) => {
    return [node('sync', {}, children(child(query, 'sync')).map(collection))]
  },
  'w:g2': ({ state }, query) => {
    if (child(query, 'participating')) {
      const all = [...state.groups.values()].map((group) => groupNode(state, group))
      return [node('groups', {}, all)]
    }
    const group = state.groups.get(jidDecode(query.attrs.to)?.user ?? '')
    return group && query.attrs.type === 'get' ? [groupNode(state, group)] : 'not found'
  },
  'w:mex': () => [node('result', {}, Buffer.from('{"data":{}}'))],
  md: (connection, query) => {
    const code = child(query, 'link_code_companion_reg')
    return code && advanceCode(connection, code)
  },
}

/** Prekeys: the bot uploads its own, asks how many are left, and asks for people's. */
async function keys({ state, device }: Connection, query: BinaryNode): Promise<Answer> {
  if (!device) return undefined
  const asked = children(query)[0]?.tag
  if (asked === 'count') return [node('count', { value: String(device.preKeys.length) })]
  if (asked === 'digest') return [node('digest')]
  if (asked === 'key') {
    const wanted = children(child(query, 'key')).map(({ attrs }) => bundle(state, attrs.jid ?? ''))
    return [node('list', {}, await Promise.all(wanted))]
  }
  if (asked === 'rotate') device.signedPreKey = signedKey(child(child(query, 'rotate'), 'skey'))
  else if (child(query, 'list')) {
    device.registrationId = numberIn(child(query, 'registration'))
    device.identity = bytesIn(child(query, 'identity'))
    device.preKeys.push(...children(child(query, 'list')).map(preKey))
    device.signedPreKey = signedKey(child(query, 'skey'))
  }
  return undefined
}

async function bundle(state: State, jid: string): Promise<BinaryNode> {
  const missing = node('user', { jid }, [node('error', { code: '404', text: 'item-not-found' })])
  return partyAt(state, jid)?.phone.bundle(jid) ?? missing
}

/** Who is on WhatsApp, with which devices and hidden ids. */
function users({ state }: Connection, query: BinaryNode): Answer {
  const usync = child(query, 'usync')
  const wanted = new Set(children(child(usync, 'query')).map(({ tag }) => tag))
  const found = children(child(usync, 'list')).map((user) => userNode(state, user, wanted))
  const { sid = '', mode = 'query', context = 'message' } = usync?.attrs ?? {}
  const attrs = { sid, index: '0', last: 'true', mode, context }
  return [node('usync', attrs, [node('result'), node('list', {}, found)])]
}

function userNode(state: State, user: BinaryNode, wanted: ReadonlySet<string>): BinaryNode {
  const phone = digits(bytesIn(child(user, 'contact')).toString())
  const jid = user.attrs.jid ?? `${phone}@${SERVER}`
  const party = partyAt(state, jid)
  const contact = (type: string) => (wanted.has('contact') ? [node('contact', { type })] : [])
  if (!party || ('onWhatsApp' in party && !party.onWhatsApp)) return node('user', { jid }, contact('out'))
  const own = party === state.account ? [...state.devices.values()].filter(({ loggedOut }) => !loggedOut) : []
  const devices = [
    node('device', { id: '0' }),
    ...own.map(({ id }) => node('device', { id: String(id), 'key-index': String(id) })),
  ]
  return node('user', { jid }, [
    ...contact('in'),
    ...(wanted.has('devices') ? [node('devices', {}, [node('device-list', {}, devices)])] : []),
    ...(wanted.has('lid') && !jid.endsWith('@lid') ? [node('lid', { val: `${party.lid}@lid` })] : []),
  ])
}

const collection = ({ attrs: { name = '', version = '0' } }: BinaryNode): BinaryNode =>
  node('collection', { name, version, type: 'result' })

const privacy = (): BinaryNode =>
  node(
    'privacy',
    {},
    ['readreceipts', 'profile', 'last', 'online'].map((name) => node('category', { name, value: 'all' })),
  )

function groupNode({ people, account }: State, { id, subject, members }: Group): BinaryNode {
  const t = String(seconds())
  const present = [...members].flatMap((pn) => people.get(pn) ?? [])
  const participants = [...present, account].map(({ lid, pn }) =>
    node('participant', { jid: `${lid}@lid`, phone_number: `${pn}@${SERVER}` }),
  )
  return node('group', { id, subject, s_t: t, creation: t, addressing_mode: 'lid' }, participants)
}

/** The bot has logged out by itself. */
function unlink(connection: Connection): void {
  if (connection.device) connection.device.loggedOut = true
  connection.end(streamError('401', 'device_removed'))
}

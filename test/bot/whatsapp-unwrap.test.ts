import { proto } from '@whiskeysockets/baileys'
import { describe, expect, it } from 'vitest'
import { inputOf, quotedId } from '../../src/bot/whatsapp-unwrap.ts'

const { MESSAGE_EDIT, REVOKE } = proto.Message.ProtocolMessage.Type
const hello = { conversation: 'halo' }
const text = { type: 'text', text: 'halo' }
const media = { directPath: '/v/x.enc', mediaKey: Buffer.alloc(32, 1), fileLength: 12 }
const picked = (value: string) => ({ type: 'choice', flow: 'registration', step: 'sector', value })
const card = (vcard: string) => ({ contactMessage: { displayName: 'Sari', vcard } })

describe('text out of every wrapper', () => {
  it.each<[string, proto.IMessage]>([
    ['plain', hello],
    ['extended', { extendedTextMessage: { text: 'halo' } }],
    ['disappearing', { ephemeralMessage: { message: hello } }],
    ['view once', { viewOnceMessage: { message: hello } }],
    ['view once, second version', { viewOnceMessageV2: { message: hello } }],
    ['view once, extension', { viewOnceMessageV2Extension: { message: hello } }],
    ['associated child', { associatedChildMessage: { message: hello } }],
    ['wrapped twice', { ephemeralMessage: { message: { viewOnceMessageV2: { message: hello } } } }],
  ])('reads %s', (_name, message) => {
    expect(inputOf(message)).toEqual(text)
  })

  it.each<[string, proto.IMessage]>([
    [
      'wrapped',
      { editedMessage: { message: { protocolMessage: { type: MESSAGE_EDIT, editedMessage: hello } } } },
    ],
    ['bare', { protocolMessage: { type: MESSAGE_EDIT, editedMessage: hello } }],
  ])('tells that it was edited: %s', (_name, message) => {
    expect(inputOf(message)).toEqual({ ...text, edited: true })
  })
})

describe('a button of ours', () => {
  const choice = { type: 'choice', flow: 'registration', step: 'sector', value: 'food' }
  const id = 'registration:sector:food'
  it.each<[string, proto.IMessage]>([
    ['buttons', { buttonsResponseMessage: { selectedButtonId: id, selectedDisplayText: 'Makanan' } }],
    ['list', { listResponseMessage: { title: 'Makanan', singleSelectReply: { selectedRowId: id } } }],
    ['template', { templateButtonReplyMessage: { selectedId: id, selectedDisplayText: 'Makanan' } }],
    [
      'interactive',
      { interactiveResponseMessage: { nativeFlowResponseMessage: { paramsJson: JSON.stringify({ id }) } } },
    ],
  ])('is a choice from %s', (_name, message) => {
    expect(inputOf(message)).toEqual(choice)
  })

  it('that is somebody else’s is its label', () => {
    const message = { buttonsResponseMessage: { selectedButtonId: 'x1', selectedDisplayText: 'Makanan' } }
    expect(inputOf(message)).toEqual({ type: 'text', text: 'Makanan' })
  })

  it('with broken parameters is its text', () => {
    const message = {
      interactiveResponseMessage: { body: { text: 'Ya' }, nativeFlowResponseMessage: { paramsJson: '{' } },
    }
    expect(inputOf(message)).toEqual({ type: 'text', text: 'Ya' })
  })
})

describe('an answer that quotes an older menu', () => {
  const menu = [
    { label: 'Makanan', data: 'registration:sector:food' },
    { label: 'Lewati', data: 'registration:sector:.skip', action: true },
    { label: 'Kerajinan', data: 'registration:sector:craft' },
  ]
  it.each([
    ['1', 'food'],
    ['2.', 'craft'],
    [' kerajinan ', 'craft'],
    ['LEWATI', '.skip'],
  ])('%j picks from that menu', (said, value) => {
    expect(inputOf({ extendedTextMessage: { text: said } }, { menu })).toEqual(picked(value))
  })

  it.each(['3', '0', 'apa ini?'])('%j stays text', (said) => {
    expect(inputOf({ extendedTextMessage: { text: said } }, { menu })).toEqual({ type: 'text', text: said })
  })

  it('names the message it quotes', () => {
    const message = { extendedTextMessage: { text: '1', contextInfo: { stanzaId: '3EB0AA' } } }
    expect(quotedId({ ephemeralMessage: { message } })).toBe('3EB0AA')
    expect(quotedId(hello)).toBeNull()
  })
})

describe('a place', () => {
  const place = { degreesLatitude: -7.25, degreesLongitude: 112.75 }
  it.each<[string, proto.IMessage]>([
    ['sent', { locationMessage: place }],
    ['live', { liveLocationMessage: place }],
  ])('%s is a location', (_name, message) => {
    expect(inputOf(message)).toEqual({ type: 'location', latitude: -7.25, longitude: 112.75 })
  })

  it('without coordinates cannot be read', () => {
    expect(inputOf({ locationMessage: { name: 'Pasar' } })).toEqual({ type: 'unsupported', kind: 'other' })
  })
})

describe('a contact card', () => {
  it.each([
    ['by WhatsApp id', 'TEL;type=CELL;waid=6281234567890:+62 812-3456-7890'],
    ['by number', 'BEGIN:VCARD\nTEL;type=CELL:+62 812-3456-7890\nEND:VCARD'],
  ])('gives a number %s', (_name, vcard) => {
    expect(inputOf(card(vcard))).toEqual({ type: 'phone', phone: '+6281234567890', own: false })
  })

  it('is the sender’s own when WhatsApp vouches for that very number', () => {
    const input = inputOf(card('TEL;waid=6281234567890:+62'), { phone: '+6281234567890' })
    expect(input).toEqual({ type: 'phone', phone: '+6281234567890', own: true })
  })

  it('without a number, or one of several, cannot be read', () => {
    const unsupported = { type: 'unsupported', kind: 'contact' }
    expect(inputOf(card('FN:Sari'))).toEqual(unsupported)
    const contacts = [{ vcard: 'TEL;waid=6281234567890:x' }, { vcard: 'TEL;waid=6281234567891:x' }]
    expect(inputOf({ contactsArrayMessage: { contacts } })).toEqual(unsupported)
  })
})

describe('a file', () => {
  it.each<[string, proto.IMessage, object]>([
    [
      'photo',
      { imageMessage: { ...media, mimetype: 'image/jpeg', caption: 'ini' } },
      { kind: 'photo', mime: 'image/jpeg', name: null },
    ],
    [
      'document with a caption',
      {
        documentWithCaptionMessage: {
          message: { documentMessage: { ...media, mimetype: 'text/csv', fileName: 'a.csv' } },
        },
      },
      { kind: 'document', mime: 'text/csv', name: 'a.csv' },
    ],
    [
      'photo to be seen once',
      { viewOnceMessageV2: { message: { imageMessage: { ...media, mimetype: 'image/png' } } } },
      { kind: 'photo', mime: 'image/png', name: null },
    ],
  ])('is referred to: %s', (_name, message, file) => {
    expect(inputOf(message)).toMatchObject({ type: 'file', file: { ...file, size: 12 } })
  })

  it('that cannot be fetched cannot be read', () => {
    const unsupported = { type: 'unsupported', kind: 'other' }
    expect(inputOf({ imageMessage: { mimetype: 'image/jpeg' } })).toEqual(unsupported)
    const elsewhere = { ...media, directPath: '@elsewhere.example/x' }
    expect(inputOf({ imageMessage: elsewhere })).toEqual(unsupported)
  })
})

describe('what no conversation can read', () => {
  it.each<[string, proto.IMessage, string]>([
    ['voice note', { audioMessage: { ptt: true } }, 'voice'],
    ['audio file', { audioMessage: {} }, 'voice'],
    ['video', { videoMessage: {} }, 'video'],
    ['round video', { ptvMessage: {} }, 'video'],
    ['sticker', { stickerMessage: {} }, 'sticker'],
    ['order', { orderMessage: { orderId: '1' } }, 'other'],
    ['poll', { pollCreationMessageV3: { name: 'Kapan?' } }, 'other'],
    ['group invitation', { groupInviteMessage: { groupName: 'x' } }, 'other'],
  ])('%s is named', (_name, message, kind) => {
    expect(inputOf(message)).toEqual({ type: 'unsupported', kind })
  })
})

describe('what asks for no answer', () => {
  it.each<[string, proto.IMessage]>([
    ['a reaction', { reactionMessage: { text: '👍' } }],
    ['a deletion', { protocolMessage: { type: REVOKE } }],
    ['a vote', { pollUpdateMessage: {} }],
    ['a call', { call: { callKey: Buffer.from('x') } }],
    ['keys of a group', { senderKeyDistributionMessage: { groupId: 'x' }, messageContextInfo: {} }],
    ['the announcement of an album', { albumMessage: { expectedImageCount: 2 } }],
    ['nothing', {}],
    ['an edit of nothing', { protocolMessage: { type: MESSAGE_EDIT } }],
  ])('%s is left alone', (_name, message) => {
    expect(inputOf(message)).toBeNull()
  })
})

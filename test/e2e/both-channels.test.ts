import { expect, it } from 'vitest'
import { onTelegram, Owners } from '../worlds/owners.ts'
import { startTelegramWorld } from '../worlds/telegram/world.ts'
import { startWhatsAppWorld } from '../worlds/whatsapp/world.ts'
import { program } from './program.ts'
import { afterwards, scan } from './running.ts'

const PHONE = '6281230000078'

it(
  'joins the Telegram and the WhatsApp of one owner by a code that works once',
  { timeout: 240_000 },
  async () => {
    const [telegram, whatsapp] = await Promise.all([startTelegramWorld(), startWhatsAppWorld()])
    const bot = await program({ ...telegram.env, ...whatsapp.env, WHATSAPP_MESSAGES_PER_MINUTE: '600' })
    afterwards(() => telegram.close())
    afterwards(() => whatsapp.close())
    afterwards(() => bot.remove())
    bot.launch()
    await bot.ready(['whatsapp'])
    await scan(whatsapp, bot)

    const owners = new Owners(onTelegram(telegram), 1)
    await owners.register(60_000)
    const { account, number } = owners.stories[0]!
    const owner = Number(account)
    await telegram.send(owner, 'hubungkan')
    await telegram.waitReply(owner, 'memberi')
    await telegram.send(owner, { tap: 'Minta kode' })
    const { text } = await telegram.waitReply(owner, 'Kode Anda')
    const code = /[0-9A-Z]{3}-[0-9A-Z]{3}/u.exec(text)![0]

    await whatsapp.send(PHONE, 'hubungkan')
    await whatsapp.waitReply(PHONE, 'memasukkan')
    await whatsapp.send(PHONE, { tap: 'Masukkan kode' })
    await whatsapp.waitReply(PHONE, '6 huruf/angka')
    await whatsapp.send(PHONE, code.toLowerCase())
    await whatsapp.waitReply(PHONE, 'Gabungkan')
    await whatsapp.send(PHONE, { tap: 'Ya, gabungkan' })
    await whatsapp.waitReply(PHONE, 'sudah tergabung')
    await whatsapp.send(PHONE, 'status')
    await whatsapp.waitReply(PHONE, number!)

    const stranger = '6281230000079'
    await whatsapp.send(stranger, 'hubungkan')
    await whatsapp.waitReply(stranger, 'memasukkan')
    await whatsapp.send(stranger, { tap: 'Masukkan kode' })
    await whatsapp.waitReply(stranger, '6 huruf/angka')
    await whatsapp.send(stranger, code)
    const answer = await whatsapp.waitReply(stranger, 'tidak berlaku')
    expect(answer.text).not.toContain(number)
  },
)

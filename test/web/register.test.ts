import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBrowser, launchBrowser } from './browser.ts'
import { chatPage, type ChatPage } from './chat-page.ts'
import { type ServerProcess, serverProcess } from './server.ts'

const PDF = Buffer.from('%PDF-1.7\nsurat komitmen\n%%EOF\n')

const executable = findBrowser()
if (!executable) {
  console.warn('SKIPPED: no Chrome or Chromium here, so the web chat is not tried. Set CHROMIUM_PATH to one.')
}

describe.skipIf(!executable)('the web chat in a browser', () => {
  let directory: string
  let server: ServerProcess
  let browser: Browser
  let page: Page
  let chat: ChatPage

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'web-chat-'))
    server = await serverProcess({ DATA_DIR: directory })
    await server.start()
    browser = await launchBrowser(executable!)
    const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, locale: 'id-ID' }
    page = await (await browser.newContext(phone)).newPage()
    chat = chatPage(page)
  })

  afterAll(async () => {
    await browser?.close()
    await server?.kill()
    await rm(directory, { recursive: true, force: true })
  })

  it('registers a business from the first word to the number, though the server is killed in between', async () => {
    await page.goto(server.url)
    await chat.online()
    await chat.start('Daftarkan usaha')
    await chat.tap('registration:language:id')
    await chat.tap('registration:consent:agree')
    await chat.tap('registration:sharing:yes')
    await chat.tap('registration:messages:no')
    await chat.type('Sri Wahyuni')
    await chat.type('3510014508900003')
    await chat.type('Keripik Bu Sri')

    await server.kill()
    await chat.offline()
    await chat.writeOffline('Keripik singkong dan rempeyek')
    await server.start()
    await chat.online()
    await chat.answered()

    await chat.type('makanan kemasan')
    await chat.type('Jawa Timur')
    await chat.type('Banyuwangi')

    await page.reload()
    await chat.online()
    expect(await chat.transcript()).toContain('Keripik Bu Sri')
    expect(await chat.transcript()).toContain('3510••••••••0003')
    expect(await chat.transcript()).not.toContain('3510014508900003')

    await chat.type('Genteng')
    await chat.type('2015')
    await chat.type('15 juta')
    await server.kill()
    await server.start()
    await chat.online()
    await chat.type('500rb sehari')
    await chat.type('2')
    await chat.tap('registration:nib:!skip')
    await chat.tap('registration:export:never')

    const review = await chat.lastMessage()
    for (const given of [
      'Sri Wahyuni',
      'Keripik Bu Sri',
      'Keripik singkong dan rempeyek',
      'Genteng',
      '2015',
    ]) {
      expect(review).toContain(given)
    }
    await chat.tap('registration:confirm:submit')
    expect(await chat.lastMessage()).toMatch(/NK-[0-9A-Z]{4}-[0-9A-Z]{4}/)
  })

  it('takes the papers of a product: a PDF, a photo made smaller first, and nothing else', async () => {
    for (const said of [
      'mau urus pirt untuk keripik singkong',
      'Apakah produk saya PIRT?',
      'kering',
      'suhu ruang',
    ])
      await chat.type(said)
    for (const said of ['3 bulan', 'di rumah', 'manual', 'sendiri', 'tidak ada', 'Mulai urus PIRT-nya'])
      await chat.type(said)
    await chat.type('Kirim berkas')
    await chat.tap('pirtDocument:kind:commitment')
    expect(await page.locator('.share').textContent()).toBe('Pilih foto atau PDF')

    await chat.attach({ name: 'arsip.zip', mimeType: 'application/zip', buffer: Buffer.from('PK') })
    await expect.poll(chat.notice).toContain('foto (JPG/PNG) atau PDF')
    const large = Buffer.concat([PDF, Buffer.alloc(6 * 1_048_576)])
    await chat.attach({ name: 'besar.pdf', mimeType: 'application/pdf', buffer: large })
    await expect.poll(chat.notice).toContain('paling besar 5 MB')
    await chat.attach({
      name: 'palsu.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('PK, not a PDF'),
    })
    await page.locator('#log .from-me[data-state=failed]', { hasText: 'palsu.pdf' }).waitFor()
    expect(await chat.transcript()).toContain('Berkas ini tidak bisa dibaca')

    await chat.attach({ name: 'surat.pdf', mimeType: 'application/pdf', buffer: PDF })
    await chat.answered()
    expect(await chat.transcript()).toContain('📎 surat.pdf (0 KB)')
    expect(await chat.transcript()).toContain('Surat komitmen diterima dan sedang diperiksa')

    await chat.type('Kirim berkas')
    await chat.tap('pirtDocument:kind:picture')
    const photo = await largePhoto(page)
    expect(photo.length).toBeGreaterThan(5 * 1_048_576)
    await chat.attach({ name: 'label.png', mimeType: 'image/png', buffer: photo })
    await expect.poll(chat.transcript).toMatch(/label\.png \([12],\d MB\)/)
    await chat.answered()
    await expect
      .poll(
        async () => {
          await chat.type('pirt')
          await page.locator('[data-choice]').first().click()
          await chat.answered()
          return chat.lastMessage()
        },
        { timeout: 30_000, interval: 2000 },
      )
      .toMatch(/✅ Surat komitmen: diterima[^]*✅ Gambar label: diterima/)
  })

  it('can be used with the keyboard alone', async () => {
    const visitor = await (await browser.newContext({ locale: 'id-ID' })).newPage()
    await visitor.goto(server.url)
    await chatPage(visitor).online()
    await visitor.locator('.menu button').first().focus()
    await visitor.keyboard.press('Enter')
    await chatPage(visitor).answered()
    await visitor.keyboard.press('Tab')
    const focused = visitor.locator('[data-choice]:focus')
    expect(await focused.getAttribute('data-choice')).toBe('registration:language:id')
    await visitor.keyboard.press('Enter')
    await chatPage(visitor).answered()
    await visitor.keyboard.press('Tab')
    expect(await focused.getAttribute('data-choice')).toBe('registration:consent:agree')
    await visitor.context().close()
  })

  it('shows nothing as HTML that somebody wrote', async () => {
    await chat.type('<img src=x onerror="document.title=1"> <b>tebal</b>')
    expect(await page.locator('#log img').count()).toBe(0)
    expect(await chat.transcript()).toContain('<b>tebal</b>')
  })

  it('speaks English where that is chosen', async () => {
    await page.locator('#settings summary').click()
    await page.locator('#language').click()
    expect(await page.locator('h1').textContent()).toBe('Small business, moving up.')
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
  })

  it('stops within ten seconds while a page is open', async () => {
    const since = Date.now()
    expect(await server.stop()).toBe(0)
    expect(Date.now() - since).toBeLessThan(10_000)
  })
})

/** A picture that no compression makes small, as a camera's. */
async function largePhoto(page: Page): Promise<Buffer> {
  const base64 = await page.evaluate<string>(`
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = 1500
    const pen = canvas.getContext('2d')
    const noise = pen.createImageData(1500, 1500)
    for (let at = 0; at < noise.data.length; at += 1) noise.data[at] = at % 4 === 3 ? 255 : Math.random() * 256
    pen.putImageData(noise, 0, 0)
    canvas.toDataURL('image/png').split(',')[1]`)
  return Buffer.from(base64, 'base64')
}

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBrowser, launchBrowser } from './browser.ts'
import { chatPage, type ChatPage } from './chat-page.ts'
import { type ServerProcess, serverProcess } from './server.ts'

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

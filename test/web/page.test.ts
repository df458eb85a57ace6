import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBrowser, launchBrowser } from './browser.ts'
import { chatPage } from './chat-page.ts'
import { type ServerProcess, serverProcess } from './server.ts'

const executable = findBrowser()
const DESKTOP = { viewport: { width: 1280, height: 480 }, locale: 'id-ID' }
const PHONE = { viewport: { width: 320, height: 568 }, isMobile: true, hasTouch: true, locale: 'id-ID' }

describe.skipIf(!executable)('the page of the web chat', () => {
  let directory: string
  let server: ServerProcess
  let browser: Browser

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'web-page-'))
    server = await serverProcess({ DATA_DIR: directory })
    await server.start()
    browser = await launchBrowser(executable!)
  })

  afterAll(async () => {
    await browser?.close()
    await server?.kill()
    await rm(directory, { recursive: true, force: true })
  })

  async function opened(options: BrowserContextOptions): Promise<Page> {
    const page = await (await browser.newContext(options)).newPage()
    await page.clock.install()
    await page.goto(server.url)
    await chatPage(page).online()
    return page
  }

  it.each([
    ['a wide screen', DESKTOP],
    ['a small phone', PHONE],
  ])('keeps its sign and its field in sight however long the talk is, on %s', async (_where, options) => {
    const page = await opened(options)
    const chat = chatPage(page)
    for (let n = 0; n < 6; n++) await chat.type('menu')
    const [sign, field] = await Promise.all([
      page.locator('.sign').boundingBox(),
      page.locator('#say').boundingBox(),
    ])
    expect(sign!.y).toBe(0)
    expect(field!.y + field!.height).toBeGreaterThan(options.viewport.height - 40)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(options.viewport.width)
    await page.context().close()
  })

  it('sends again what went astray without a word, and the bot answers it once', async () => {
    const page = await opened(DESKTOP)
    let astray = 0
    await page.route('**/chat/messages', (route) => (astray++ === 0 ? undefined : route.continue()))
    await page.locator('#text').fill('menu')
    await page.locator('button.send').click()
    await expect.poll(() => astray).toBe(1)
    await page.clock.fastForward(20_000)
    await page.clock.resume()
    await chatPage(page).answered()
    expect(await page.locator('#log .from-bot').count()).toBe(1)
    await page.context().close()
  })

  it('tells a screen reader of what is said as items of a list, in a region that is read out', async () => {
    const page = await opened(DESKTOP)
    await chatPage(page).type('menu')
    const said = page.getByRole('log').getByRole('list').getByRole('listitem')
    expect(await said.count()).toBe(2)
    await page.context().close()
  })
})

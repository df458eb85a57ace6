import { expect } from 'vitest'
import type { Page } from 'playwright-core'

/** What a visitor does on the web chat's page. Each answer waits for the bot's. */
export interface ChatPage {
  online(): Promise<void>
  offline(): Promise<void>
  /** Picks a line of the menu that the page opens with. */
  start(title: string): Promise<void>
  /** Taps the choice with this data. */
  tap(data: string): Promise<void>
  type(text: string): Promise<void>
  /** Picks a file with the keyboard, by the button beside the field. */
  attach(file: { name: string; mimeType: string; buffer: Buffer }): Promise<void>
  /** What the page says of itself, under the talk. */
  notice(): Promise<string>
  /** Writes while the server is away. */
  writeOffline(text: string): Promise<void>
  /** Resolves when everything written was sent and the bot has spoken after it. */
  answered(): Promise<void>
  lastMessage(): Promise<string>
  transcript(): Promise<string>
}

export function chatPage(page: Page): ChatPage {
  const log = page.locator('#log')

  async function write(text: string): Promise<void> {
    await page.locator('#text').fill(text)
    await page.locator('button.send').click()
  }

  async function answered(): Promise<void> {
    await page.locator('#log .from-me[data-state=waiting]').waitFor({ state: 'detached' })
    await page.locator('#log li:last-child.from-bot').waitFor()
  }

  const chat: ChatPage = {
    online: () => page.locator('body[data-line=open]').waitFor(),
    offline: () => page.locator('body:not([data-line=open])').waitFor(),
    async start(title) {
      await page.locator('.menu button', { hasText: title }).click()
      await answered()
    },
    async tap(data) {
      const choices = page.locator('[data-choice]')
      await choices.first().waitFor()
      const offered = await choices.evaluateAll((nodes) =>
        nodes.map((node) => node.getAttribute('data-choice')!),
      )
      const wanted = offered.indexOf(data)
      expect(wanted, `${data} among ${offered.join(' ')}`).toBeGreaterThanOrEqual(0)
      await choices.nth(wanted).click()
      await answered()
    },
    async type(text) {
      await write(text)
      await answered()
    },
    async attach(file) {
      const choosing = page.waitForEvent('filechooser')
      await page.locator('#attach').focus()
      await page.keyboard.press('Enter')
      await (await choosing).setFiles(file)
    },
    notice: async () => (await page.locator('#notice').textContent()) ?? '',
    async writeOffline(text) {
      await write(text)
      await page.locator('#log .from-me[data-state=waiting]').waitFor()
    },
    answered,
    lastMessage: async () => (await log.locator('.from-bot .bubble').last().textContent()) ?? '',
    transcript: async () => (await log.textContent()) ?? '',
  }
  return chat
}

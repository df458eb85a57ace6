import type { Message } from './channel.ts'
import { toPlain } from './marked-text.ts'

/** A message for a terminal: choices are numbered, and may be typed as numbers or words. */
export function toTerminal({ text, buttons = [] }: Message, styled: boolean): string {
  const answers = buttons.filter(({ action }) => !action).map(({ label }, at) => `  ${at + 1}. ${label}`)
  const actions = buttons.filter(({ action }) => action).map(({ label }) => label)
  const blocks = [styled ? withStyles(text) : toPlain(text)]
  if (answers.length > 0) blocks.push(answers.join('\n'))
  if (actions.length > 0) blocks.push(dim(`  [ ${actions.join(' · ')} ]`, styled))
  return blocks.join('\n\n')
}

/** What came from people must not steer the terminal: control characters go, all but new lines. */
function withStyles(text: string): string {
  const styles = { '<b>': '\x1b[1m', '</b>': '\x1b[22m', '<i>': '\x1b[3m', '</i>': '\x1b[23m' }
  return text
    .replaceAll(/[^\P{Cc}\n]/gu, '')
    .split(/(<\/?[bi]>)/)
    .map((piece) => styles[piece as keyof typeof styles] ?? toPlain(piece))
    .join('')
}

function dim(text: string, styled: boolean): string {
  return styled ? `\x1b[2m${text}\x1b[22m` : text
}

/*
 * A message's text is plain but for `<b>`, `<i>` and the entities `&lt; &gt; &amp;`. Channels that know no such marks,
 * or others, or have a limit, read it through these functions.
 */

const MARKS = /<\/?[bi]>|&(?:lt|gt|amp);/g
const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' }

/** The text as a person reads it, without any mark. */
export function toPlain(text: string): string {
  return text.replaceAll(MARKS, (mark) => ENTITIES[mark] ?? '')
}

/** The text with WhatsApp's marks: `*bold*` and `_italic_`, which hold within one line and between words only. */
export function toWhatsApp(text: string): string {
  const runs = runsOf(text)
  return runs
    .map(({ text, bold, italic }, at) => {
      if (!bold && !italic) return text
      const mark = `${bold ? '*' : ''}${italic ? '_' : ''}`
      const [, before = '', core = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(text) ?? []
      const touches =
        (!before && isWord(runs[at - 1]?.text.at(-1))) || (!after && isWord(runs[at + 1]?.text.at(0)))
      if (!core || touches || /[*_]/.test(core)) return text
      return `${before}${mark}${core}${[...mark].reverse().join('')}${after}`
    })
    .join('')
}

interface Run {
  readonly text: string
  readonly bold: boolean
  readonly italic: boolean
}

/** The text cut where its marks or its lines change. */
function runsOf(text: string): Run[] {
  const runs: Run[] = []
  const open = new Set<string>()
  for (const piece of text.split(/(<\/?[bi]>|\n)/)) {
    const [, end, tag] = /^<(\/?)([bi])>$/.exec(piece) ?? []
    if (tag) {
      if (end) open.delete(tag)
      else open.add(tag)
    } else if (piece) runs.push({ text: toPlain(piece), bold: open.has('b'), italic: open.has('i') })
  }
  return runs
}

const isWord = (character: string | undefined) => character !== undefined && /[\p{L}\p{N}*_]/u.test(character)

/**
 * Parts of at most `max` visible characters each, cut at the end of a paragraph, else of a line, else of a word. Marks
 * that are open at a cut are closed there and opened again; no character is cut in two. Only white space at cuts is lost.
 */
export function splitMarked(text: string, max: number): string[] {
  if (text.length <= max) return [text]
  const parts: string[] = []
  let open: readonly string[] = []
  let rest = unitsOf(text, max)
  while (rest.length > 0) {
    const end = cutOf(rest, max)
    const before = open
    const part = rest.slice(0, end)
    open = part.reduce(openAfter, open)
    if (part.some(isVisible)) parts.push(wrap(part, before, open))
    rest = rest.slice(end)
  }
  return parts
}

/** The smallest thing that is never cut: a tag, an entity, or what a reader takes for one character. */
interface Unit {
  readonly raw: string
  readonly tag: boolean
  /** In UTF-16 units: never less than a platform counts. */
  readonly width: number
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

function unitsOf(text: string, max: number): Unit[] {
  return text.split(/(<\/?[bi]>|&(?:lt|gt|amp);)/).flatMap((piece, at): Unit[] => {
    if (at % 2) return [{ raw: piece, tag: piece.startsWith('<'), width: piece.startsWith('<') ? 0 : 1 }]
    return Array.from(graphemes.segment(piece), ({ segment }) => segment)
      .flatMap((segment) => (segment.length > max ? [...segment] : [segment]))
      .map((raw) => ({ raw, tag: false, width: raw.length }))
  })
}

/** How many units the next part takes: as many as fit, back to the best place to cut within the last three quarters. */
function cutOf(units: readonly Unit[], max: number): number {
  let end = 0
  for (let width = 0; end < units.length; end++) {
    width += units[end]!.width
    if (width > max) break
  }
  if (end === units.length) return end
  const text = (from: number, to: number) =>
    units
      .slice(Math.max(0, from), to)
      .map(({ raw }) => raw)
      .join('')
  const cuts = [
    (at: number) => text(at, at + 2) === '\n\n' || text(at - 2, at) === '\n\n',
    (at: number) => text(at - 1, at + 1).includes('\n'),
    (at: number) => /\s/.test(text(at - 1, at + 1)),
  ]
  for (const isCut of cuts) {
    for (let at = end; at > end / 4; at--) if (isCut(at)) return at
  }
  return Math.max(1, end)
}

const isVisible = ({ tag, raw }: Unit) => !tag && raw.trim() !== ''

function openAfter(open: readonly string[], { tag, raw }: Unit): readonly string[] {
  if (!tag) return open
  const name = raw.replaceAll(/[</>]/g, '')
  return raw.startsWith('</') ? open.filter((one) => one !== name) : [...open, name]
}

function wrap(part: readonly Unit[], before: readonly string[], after: readonly string[]): string {
  const opening = before.map((name) => `<${name}>`).join('')
  const closing = after.toReversed().map((name) => `</${name}>`)
  return trim(`${opening}${part.map(({ raw }) => raw).join('')}${closing.join('')}`)
}

/** Takes white space off both ends, also from within tags there, and then tags that hold nothing. */
function trim(part: string): string {
  return part
    .replace(/^((?:<\/?[bi]>)*)\s+/, '$1')
    .replace(/\s+((?:<\/?[bi]>)*)$/, '$1')
    .replaceAll(/<([bi])><\/\1>/g, '')
}

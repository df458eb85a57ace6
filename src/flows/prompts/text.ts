import { type Prompt, unread, value, words } from './prompt.ts'

/** Any words, `min` to `max` characters once trimmed and folded to single spaces. */
export function text({ min, max }: { readonly min: number; readonly max: number }): Prompt<string> {
  return {
    free: true,
    read(input) {
      const read = words(input)
      if ('unread' in read) return read.unread
      const answer = read.text.replace(/\s+/gu, ' ')
      const length = [...answer].length
      if (length < min || !/\p{L}/u.test(answer)) return unread('tooShort', { min })
      if (length > max) return unread('tooLong', { max, length })
      return value(answer)
    },
    show: (answer) => ({ text: answer }),
  }
}

/** How people begin who tell what they make or sell: `saya membuat tempe`. */
const SELLS =
  /^(?:(?:saya|sy|aku|kami|kita|kula|kulo|abdi|ambo|i|we)\s+)(?:(?:men|ber)?jual(?:an)?|(?:mem)?buat|bikin|(?:mem)?produksi|(?:ber)?dagang|dodolan?|sadean?|damel|ngadamel|ngical|icalan|sell|make)\s+(?=\p{L}{3})/iu

/** What somebody makes or sells, in their words, without those that only say so. */
export function goods(bounds: { readonly min: number; readonly max: number }): Prompt<string> {
  const plain = text(bounds)
  return {
    ...plain,
    read: (input, at) =>
      plain.read(
        input.type === 'text' ? { ...input, text: input.text.trim().replace(SELLS, '') } : input,
        at,
      ),
  }
}

const SIGNS = /\p{Extended_Pictographic}|[\u{1F3FB}-\u{1F3FF}]|\u{FE0F}|\u{200D}/gu
const MY = '(?:saya|sy|aku|kami|kula|kulo|abdi)'
const FULL = '(?:\\s+(?:lengkap|jangkep|lengkep|usaha|toko|warung))?'
/** `Asma` and `Nami` are names themselves, unless somebody says whose. */
const NAME = `(?:nama(?:nya|ku)?|nam[ie](?:na|nipun)|jeneng(?:e|ku)|asmane|(?:nam[ie]|jeneng|asma)(?=${FULL}\\s+${MY}(?!\\p{L})|\\s*[:=]))`
/** What is said before a name, of a person or of a business: it is no part of it. */
const INTRODUCES = new RegExp(
  `^${NAME}${FULL}(?:nya)?(?:\\s+${MY})?(?:\\s+(?:adalah|yaitu|ialah|itu|niku|nyaeta))?\\s*[:=]?\\s+(?=\\p{L})` +
    "|^my (?:full |business |shop )?name(?: is|'s)\\s+(?=\\p{L})" +
    `|^(?:usaha|toko|warung)(?:e|nya|na)?(?:\\s+${MY})*\\s+(?:di)?(?:beri nama|namai|namakan|bernama|namanya|jenenge)\\s+(?=\\p{L})`,
  'iu',
)
const TELLING =
  "saya|aku|kami|gak|nggak|tidak|belum|bingung|kenapa|gimana|bagaimana|apakah|why|how|what|don't|cannot"
/** Who tells something, or asks, names nobody; but people are called all sorts of things: `Joko Hidayat Kami`. */
const TELLS = new RegExp(`^(?:${TELLING})(?!\\p{L})`, 'iu')
const TELLS_LATER = new RegExp(`(?<!\\p{L})(?:${TELLING})(?!\\p{L})`, 'u')
/** A plain yes or no is nobody's whole name, nor several of them, and nobody has a number in it. */
const AGREES =
  /^(?:(?:y|ya+|iya|nggih|inggih|enya|muhun|ok|oke|yes|no|ga+k?|g|ngga|nggak|enggak|tidak|mboten|ora|teu|henteu|s?udah|sdh|udh|sampun|parantos|belum|blm|benar|bener|betul|setuju|boleh|lanjut)(?:[\s,.!]+|$))+$/i
/** `Abdi` is a name as well. */
const PRESENTS =
  /^(?:(?:saya|sy|aku|kula|kulo)(?:\s+(?:adalah|bernama))?|abdi\s+t[eé]h|i am|i'm)\s+(?=\p{L})/iu

/** A name, without the smileys after it and the words before it: `nama saya Siti 😊` is `Siti`. */
export function name({
  min,
  max,
  person = false,
}: {
  readonly min: number
  readonly max: number
  readonly person?: boolean
}): Prompt<string> {
  const plain = text({ min, max })
  const isTold = (typed: string) =>
    person && (AGREES.test(typed) || TELLS.test(typed) || TELLS_LATER.test(typed) || /\d/.test(typed))
  const bare = (typed: string) => {
    const said = typed.replace(SIGNS, '').trim().replace(INTRODUCES, '')
    return person ? said.replace(PRESENTS, '') : said
  }
  return {
    ...plain,
    read(input, at) {
      if (input.type !== 'text') return plain.read(input, at)
      const said = bare(input.text)
      return isTold(said) ? unread('unreadable') : plain.read({ ...input, text: said }, at)
    },
  }
}

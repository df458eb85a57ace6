/** Endings that are set on words in everyday Indonesian, Javanese and Sundanese, longest first. */
const ENDINGS = [
  'annya',
  'nya',
  'kan',
  'ken',
  'keun',
  'ake',
  'aken',
  'ke',
  'lah',
  'kah',
  'ipun',
  'nipun',
  'pun',
  'in',
  'an',
  'ane',
  'ne',
  'ana',
  'na',
  'ku',
  'mu',
  'kah',
  'no',
  'i',
  'e',
  'ing',
  'ny',
  'x',
  'q',
  's',
] as const

/** Beginnings and what they may hide: `ny-` stands for a lost `s`. */
const BEGINNINGS: readonly (readonly [string, readonly string[]])[] = [
  ['menge', ['']],
  ['meng', ['', 'k']],
  ['meny', ['s']],
  ['mem', ['', 'p']],
  ['men', ['', 't']],
  ['me', ['']],
  ['nge', ['']],
  ['ng', ['', 'k']],
  ['ny', ['s', 'c']],
  ['peng', ['', 'k']],
  ['pem', ['', 'p']],
  ['pen', ['', 't']],
  ['peny', ['s']],
  ['pang', ['', 'k']],
  ['mang', ['', 'k']],
  ['mam', ['', 'p']],
  ['man', ['', 't']],
  ['pam', ['', 'p']],
  ['pan', ['', 't']],
  ['kau', ['']],
  ['ku', ['']],
  ['per', ['']],
  ['pe', ['']],
  ['ber', ['']],
  ['ter', ['']],
  ['dipun', ['']],
  ['diper', ['']],
  ['dipe', ['']],
  ['di', ['']],
  ['ke', ['']],
  ['ka', ['']],
  ['se', ['']],
  ['sa', ['']],
  ['tak', ['']],
  ['dak', ['']],
  ['n', ['t', '']],
  ['m', ['p', '', 'w', 'b']],
]

const SHORTEST = 3
/** Minangkabau and Banjar beginnings (`bapinjam`); as a typo is as likely, they are taken off longer words only. */
const REGIONAL = /^[btm]a/

/** What Makassar and Bugis Malay sets on any word (`belumpi`, `mauka`, `adaji`): aspect, person, politeness. */
const CLITIC = /(?:[mpj](?:i|a|[ae]?k[aio])|k[aio]|ma|ta)$/

/** The word before a clitic, or null. */
export function withoutClitic(word: string): string | null {
  const bare = word.replace(CLITIC, '')
  return bare !== word && bare.length >= SHORTEST ? bare : null
}

/**
 * The words that a word may have been made from by affixes, likeliest first, itself first of all; `izinya` is `izin`
 * with a letter that many leave out.
 */
export function stems(word: string): readonly string[] {
  const found = new Set([word])
  const shortened = [word, ...endless(word)]
  for (const one of shortened) found.add(one)
  for (const one of [...shortened, ...shortened.slice(1).flatMap(endless)]) {
    if (one.length >= SHORTEST) found.add(one)
    for (const bare of headless(one)) found.add(bare)
  }
  return [...found]
}

function endless(word: string): readonly string[] {
  const bare = ENDINGS.filter(
    (ending) => word.endsWith(ending) && word.length - ending.length >= SHORTEST,
  ).map((ending) => word.slice(0, -ending.length))
  return word.endsWith('nya') && word.length >= 2 * SHORTEST ? [...bare, word.slice(0, -2)] : bare
}

function headless(word: string): readonly string[] {
  return BEGINNINGS.filter(([head]) => word.startsWith(head))
    .flatMap(([head, hidden]) =>
      hidden.map((letter) => letter + word.slice(head.length)).filter((bare) => bare.length > SHORTEST),
    )
    .concat(REGIONAL.test(word) && word.length > SHORTEST + 3 ? [word.slice(2)] : [])
}

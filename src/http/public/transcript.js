/**
 * What was said, kept in this browser so that a reload shows it again. An entry is `{ by: 'bot', id, message }` or
 * `{ by: 'me', id, text, input, state }`, with the state `waiting`, `sent` or `failed`. One with `file` carries a file
 * that only the open page holds; `why` is the word for what was wrong with it.
 */
const KEY = 'naik-kelas-transcript'
const MOST = 200

let kept = read()

export const entries = () => kept.entries
export const lastId = () => kept.lastId
export const waiting = () => kept.entries.filter((entry) => entry.state === 'waiting')
export const find = (id) => kept.entries.find((entry) => entry.id === id)

/** Ties the transcript to a conversation; what belonged to another one is dropped. True when it was. */
export function belongsTo(conversation) {
  const foreign = kept.conversation !== null && kept.conversation !== conversation
  if (foreign) kept = empty()
  kept.conversation = conversation
  write()
  return foreign
}

/** Adds an entry unless it is there already. */
export function add(entry) {
  if (find(entry.id)) return false
  kept.entries.push(entry)
  if (entry.by === 'bot' && (kept.lastId === null || entry.id > kept.lastId)) kept.lastId = entry.id
  kept.entries.splice(0, kept.entries.length - MOST)
  write()
  return true
}

/** Notes what became of a message of ours. Once it is sent, long numbers in it are masked. */
export function mark(id, state, why) {
  const entry = find(id)
  if (!entry) return
  entry.state = state
  entry.why = why
  if (state === 'sent') {
    entry.text = masked(entry.text)
    delete entry.input
  }
  write()
}

export function forget() {
  kept = empty()
  try {
    localStorage.removeItem(KEY)
  } catch {
    // Nothing was kept, then.
  }
}

/** Tells when another page of this browser has written something. */
export function watch(onChange) {
  addEventListener('storage', (event) => {
    if (event.key !== KEY) return
    kept = read()
    onChange()
  })
}

/** A NIK is read by whoever picks up the phone next: `3510••••••••0003`. */
function masked(text) {
  return text.replace(/\b\d(?:[ .-]?\d){15}\b/g, (number) => {
    const digits = number.replace(/\D/g, '')
    return digits.slice(0, 4) + '•'.repeat(8) + digits.slice(-4)
  })
}

function empty() {
  return { conversation: null, lastId: null, entries: [] }
}

function read() {
  try {
    return Object.assign(empty(), JSON.parse(localStorage.getItem(KEY)))
  } catch {
    return empty()
  }
}

function write() {
  try {
    localStorage.setItem(KEY, JSON.stringify(kept))
  } catch {
    // Full or closed: the conversation goes on, a reload shows the bot's last messages only.
  }
}

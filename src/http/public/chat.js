import { fillMine, botEntry, myEntry, retireChoices } from './draw.js'
import { prepare, sizeOf } from './file.js'
import * as line from './line.js'
import * as transcript from './transcript.js'
import { language, switchLanguage, translatePage, word } from './words.js'

const $ = (id) => document.getElementById(id)
const log = $('log')
const input = $('text')
let typingTimer = 0
let awaited = false
let wasOffline = false

translatePage()
drawAll()
transcript.watch(drawAll)
line.start({
  letter(id, message) {
    if (!transcript.add({ by: 'bot', id, message })) return
    awaited = false
    showTyping(false)
    log.append(botEntry({ id, message }, true, { choose, locate, pickFile }))
    expect(message)
    talking()
    toEnd()
  },
  typing: () => showTyping(true),
  marked(id) {
    if (awaited && transcript.waiting().length === 0) showTyping(true)
    const item = $('m' + id)
    if (item) fillMine(item, transcript.find(id), retry)
  },
  progress(id, share) {
    const bar = $('m' + id) && $('m' + id).querySelector('progress')
    if (bar) bar.value = share
  },
  fresh: drawAll,
  slow: () => notice(word('slow')),
  state: showState,
})

$('say').addEventListener('submit', (event) => {
  event.preventDefault()
  const text = input.value.trim()
  if (!text) return input.focus()
  input.value = ''
  fit()
  say(text, { type: 'text', text })
})
input.addEventListener('input', fit)
input.addEventListener('keydown', (event) => {
  // On a phone the return key makes a new line, as its keyboard says.
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing || matchMedia('(pointer: coarse)').matches)
    return
  event.preventDefault()
  $('say').requestSubmit()
})
$('attach').addEventListener('click', pickFile)
$('file').addEventListener('change', async () => {
  const [file] = $('file').files
  // The same file can be picked again after a fault.
  $('file').value = ''
  if (!file) return
  notice(word('preparing'))
  const { blob, name, fault } = await prepare(file)
  if (fault) {
    notice(word(fault))
    return $('attach').focus()
  }
  notice('')
  const id = newId()
  line.hold(id, blob, name)
  post({ id, text: '📎 ' + name + ' (' + sizeOf(blob, language) + ')', file: true })
})
for (const starter of document.querySelectorAll('[data-say]')) {
  starter.addEventListener('click', () => {
    const text = word(starter.dataset.say)
    say(text, { type: 'text', text })
  })
}
$('language').addEventListener('click', () => {
  switchLanguage()
  drawAll()
  $('settings').open = false
})
$('forget').addEventListener('click', async () => {
  if (!confirm(word('forgetSure'))) return
  await line.forget()
  location.reload()
})
document.addEventListener('click', (event) => {
  if (!$('settings').contains(event.target)) $('settings').open = false
})
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || !$('settings').open) return
  $('settings').open = false
  $('settings').querySelector('summary').focus()
})

function choose(button) {
  const [flow, step, ...value] = button.data.split(':')
  say(button.label, { type: 'choice', flow, step, value: value.join(':') })
}

function pickFile() {
  $('file').click()
}

function say(text, input) {
  post({ id: newId(), text, input })
}

function post(content) {
  const entry = { by: 'me', ...content, state: 'waiting' }
  const byHand = document.activeElement
  transcript.add(entry)
  retireChoices(log)
  const item = log.appendChild(myEntry(entry, retry))
  talking()
  toEnd()
  // The tapped button is gone: keyboards and screen readers go on from what was said, and no on-screen keyboard opens.
  if (byHand !== input) item.focus({ preventScroll: true })
  if (document.body.dataset.line === 'open') notice('')
  awaited = true
  line.flush()
}

function retry(id) {
  transcript.mark(id, 'waiting')
  fillMine($('m' + id), transcript.find(id), retry)
  line.flush()
}

function locate(button) {
  const failed = () => {
    button.disabled = false
    notice(word('noLocation'))
    input.focus()
  }
  if (!navigator.geolocation || !isSecureContext) return failed()
  button.disabled = true
  notice(word('locating'))
  navigator.geolocation.getCurrentPosition(
    ({ coords }) =>
      say(word('locationSent'), { type: 'location', latitude: coords.latitude, longitude: coords.longitude }),
    failed,
    { timeout: 15000, maximumAge: 60000 },
  )
}

/** A question for a number brings up the keyboard with digits. */
function expect(message) {
  input.inputMode = message.request && message.request.type === 'phone' ? 'tel' : 'text'
}

function drawAll() {
  const entries = transcript.entries()
  const lastSaid = entries.map((entry) => entry.by).lastIndexOf('me')
  log.replaceChildren(
    ...entries.map((entry, at) =>
      entry.by === 'me'
        ? myEntry(entry, retry)
        : botEntry(entry, at > lastSaid, { choose, locate, pickFile }),
    ),
  )
  talking()
  if (entries.length > 0) toEnd()
}

function talking() {
  document.body.classList.toggle('talking', transcript.entries().length > 0)
}

/** Shows the end of the talk; of an answer longer than the screen, its beginning. */
function toEnd() {
  requestAnimationFrame(() => {
    const mine = log.querySelectorAll('.from-me')
    const first = mine[mine.length - 1] || log.firstElementChild
    const screen = matchMedia('(min-width: 60rem)').matches
      ? log.closest('.talk')
      : document.querySelector('main')
    const height = first ? $('end').getBoundingClientRect().bottom - first.getBoundingClientRect().top : 0
    if (height > screen.clientHeight) first.scrollIntoView({ block: 'start' })
    else $('end').scrollIntoView({ block: 'end' })
  })
}

function showTyping(on) {
  clearTimeout(typingTimer)
  $('typing').hidden = !on
  if (on) {
    typingTimer = setTimeout(() => showTyping(false), 12000)
    toEnd()
  }
}

/** What the lamp over the door says. */
const LAMP = { open: 'open', connecting: 'connecting', offline: 'away' }

function showState(state) {
  document.body.dataset.line = state
  $('lamp').dataset.word = LAMP[state]
  $('lamp').textContent = word(LAMP[state])
  if (state === 'offline') {
    showTyping(false)
    notice(word('offline'))
  } else if (state === 'open' && wasOffline) notice(word('back'), 3000)
  wasOffline = state === 'offline' || (wasOffline && state !== 'open')
}

let noticeTimer = 0
function notice(text, ms) {
  clearTimeout(noticeTimer)
  $('notice').textContent = text
  if (ms) noticeTimer = setTimeout(() => notice(''), ms)
}

function fit() {
  input.style.height = 'auto'
  input.style.height = Math.min(input.scrollHeight, 140) + 'px'
}

/** A random UUID; `crypto.randomUUID` is missing on older phones and on plain http. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6] & 15) | 64
  bytes[8] = (bytes[8] & 63) | 128
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

import { word } from './words.js'

/** Everything is built node by node: no text of anybody is ever read as HTML. */
function element(name, attributes, ...children) {
  const node = document.createElement(name)
  for (const [key, value] of Object.entries(attributes || {}))
    if (value !== false) node.setAttribute(key, value)
  node.append(...children)
  return node
}

/** A message of the bot, with its choices while it is `current`; `on` has `choose`, `locate` and `pickFile`. */
export function botEntry({ id, message }, current, on) {
  const bubble = element('div', { class: 'bubble' }, hidden('bot'), ...rich(message.text))
  const item = element('li', { class: 'from-bot', id: 'm' + id }, bubble)
  if (current) item.append(...choices(message, on))
  return item
}

/** What the visitor wrote or tapped. */
export function myEntry(entry, onRetry) {
  const item = element('li', { class: 'from-me', id: 'm' + entry.id, tabindex: '-1' })
  fillMine(item, entry, onRetry)
  return item
}

export function fillMine(item, entry, onRetry) {
  item.dataset.state = entry.state
  const bubble = element('div', { class: 'bubble' }, hidden('me'), entry.text)
  if (entry.state === 'failed' && entry.why) {
    item.replaceChildren(bubble, element('p', { class: 'fate' }, word(entry.why)))
  } else if (entry.state === 'waiting' && entry.file) {
    item.replaceChildren(
      bubble,
      element('progress', { max: '1', value: '0', 'aria-label': word('uploading') }),
    )
  } else if (entry.state === 'failed') {
    const retry = element('button', { type: 'button', class: 'retry' }, word('retry'))
    retry.addEventListener('click', () => onRetry(entry.id))
    item.replaceChildren(bubble, element('p', { class: 'fate' }, word('failed') + ' ', retry))
  } else {
    item.replaceChildren(
      bubble,
      element('span', { class: 'fate', title: word(entry.state) }, hidden(entry.state)),
    )
  }
}

/** Takes the choices of earlier questions off the screen: they were answered. */
export function retireChoices(log) {
  for (const node of log.querySelectorAll('.choices')) node.remove()
}

function choices(message, on) {
  const buttons = message.buttons || []
  const answers = buttons.filter((button) => !button.action)
  const actions = buttons.filter((button) => button.action)
  const groups = []
  const asks = { location: on.locate, file: on.pickFile }[message.request && message.request.type]
  if (asks) {
    const share = element('button', { type: 'button', class: 'share' }, message.request.label)
    share.addEventListener('click', () => asks(share))
    groups.push(group('choices', [share]))
  }
  if (answers.length > 0) {
    const long = message.list || answers.some((button) => [...button.label].length > 26)
    const list = group(long ? 'choices list' : 'choices', drawn(answers, on.choose))
    if (answers.length > 6) list.setAttribute('tabindex', '0')
    groups.push(list)
  }
  // Where nothing is asked, the ways on are what is to be tapped.
  const isOver = answers.length === 0 && actions.every(({ data }) => data.startsWith('go:'))
  if (actions.length > 0)
    groups.push(group(isOver ? 'choices' : 'choices actions', drawn(actions, on.choose)))
  return groups
}

function group(className, buttons) {
  return element('div', { class: className, role: 'group', 'aria-label': word('choices') }, ...buttons)
}

function drawn(buttons, onChoose) {
  return buttons.map((button) => {
    const node = element(
      'button',
      { type: 'button', 'data-choice': button.data },
      element('span', {}, button.label),
    )
    node.addEventListener('click', () => onChoose(button))
    return node
  })
}

function hidden(key) {
  return element('span', { class: 'heard' }, word(key) + ' ')
}

const ENTITIES = { '&lt;': '<', '&gt;': '>', '&amp;': '&' }
const MARKS = { '<b>': 'strong', '<i>': 'em' }

/** `<b>`, `<i>`, the three entities, addresses that begin with https and registration numbers, as nodes. */
export function rich(text) {
  const root = document.createDocumentFragment()
  let at = root
  for (const piece of text.split(/(<\/?[bi]>|https:\/\/[^\s<>&]+[^\s<>&.,;:!?)]|NK-\w{4}-\w{4})/)) {
    if (MARKS[piece]) at = at.appendChild(document.createElement(MARKS[piece]))
    else if (/^<\/[bi]>$/.test(piece)) at = at.parentNode || root
    else if (piece.startsWith('https://')) at.append(link(piece))
    else if (piece.startsWith('NK-')) at.append(element('span', { class: 'number' }, piece))
    else at.append(piece.replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity]))
  }
  return root.childNodes
}

function link(address) {
  return element('a', { href: address, target: '_blank', rel: 'noopener noreferrer' }, address.slice(8))
}

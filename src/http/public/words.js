/** What the page itself says. The conversation's own words come from the bot. */
const WORDS = {
  id: {
    title: 'NaikKelas · asisten usaha kecil',
    headline: 'Usaha kecil, naik kelas.',
    lead: 'Daftarkan usaha dan urus keperluannya lewat obrolan biasa. Tulis seperti bicara dengan tetangga.',
    menu: 'Mau mulai dari mana?',
    register: 'Daftarkan usaha',
    registerHint: '± 5 menit',
    registerSay: 'Daftar usaha',
    money: 'Cari modal',
    moneyHint: 'cek yang cocok',
    moneySay: 'Modal mana yang cocok',
    pirt: 'Izin PIRT',
    pirtHint: 'makanan rumahan',
    pirtSay: 'Izin PIRT',
    training: 'Ikut pelatihan',
    trainingHint: 'dekat atau daring',
    trainingSay: 'Pelatihan',
    services: 'Bisa bantu apa?',
    servicesHint: 'semua layanan',
    servicesSay: 'Menu',
    officer: 'Tanya petugas',
    officerHint: 'kalau buntu',
    officerSay: 'Bicara dengan petugas',
    promiseFree: 'Boleh berhenti kapan saja; nanti lanjut dari pertanyaan terakhir.',
    promisePrivate: 'Nama, NIK, dan nomor HP disimpan tersandi.',
    promiseSignal: 'Sinyal putus? Pesan dikirim begitu tersambung lagi.',
    greeting: 'Selamat datang! Pilih dari daftar di samping, atau langsung tulis di bawah.',
    steps: 'Gerobak, warung, lalu toko: tiga anak tangga sebuah usaha.',
    log: 'Percakapan',
    choices: 'Pilihan jawaban',
    say: 'Tulis pesan',
    placeholder: 'Tulis di sini…',
    send: 'Kirim',
    attach: 'Kirim foto atau PDF',
    preparing: 'Menyiapkan berkas…',
    uploading: 'Mengirim berkas',
    fileType: 'Berkas ini tidak bisa dibaca. Kirim foto (JPG/PNG) atau PDF.',
    fileSize: 'Berkasnya terlalu besar; paling besar 5 MB.',
    fileGone: 'Berkasnya belum terkirim. Silakan pilih lagi.',
    open: 'Buka',
    connecting: 'Sebentar…',
    away: 'Terputus',
    offline: 'Sinyal terputus. Yang Anda tulis kami simpan, dan kami kirim begitu tersambung lagi.',
    back: 'Tersambung lagi.',
    typing: 'NaikKelas sedang menulis',
    bot: 'NaikKelas:',
    me: 'Anda:',
    waiting: 'Menunggu sinyal',
    sent: 'Terkirim',
    failed: 'Tidak terkirim.',
    retry: 'Coba lagi',
    locationSent: 'Lokasi saya',
    locating: 'Mencari lokasi…',
    noLocation: 'Lokasi tidak terbaca. Ketik saja nama tempatnya, misalnya “Kecamatan Lowokwaru, Malang”.',
    slow: 'Terlalu cepat. Pesan dikirim sebentar lagi.',
    settings: 'Pengaturan',
    otherLanguage: 'English',
    forget: 'Hapus percakapan dari perangkat ini',
    forgetSure:
      'Percakapan di perangkat ini dihapus dan Anda mulai sebagai tamu baru. Pendaftaran yang sudah dikirim tetap tersimpan. Lanjutkan?',
  },
  en: {
    title: 'NaikKelas · the small-business assistant',
    headline: 'Small business, moving up.',
    lead: 'Register your business and get things done in an ordinary chat. Write the way you would talk to a neighbour.',
    menu: 'Where shall we start?',
    register: 'Register a business',
    registerHint: '± 5 minutes',
    registerSay: 'Register my business',
    money: 'Find financing',
    moneyHint: 'what fits you',
    moneySay: 'Which financing fits',
    pirt: 'Get a PIRT permit',
    pirtHint: 'home-made food',
    pirtSay: 'PIRT permit',
    training: 'Join a training',
    trainingHint: 'near you, online',
    trainingSay: 'Training',
    services: 'What can you do?',
    servicesHint: 'all services',
    servicesSay: 'Menu',
    officer: 'Ask a person',
    officerHint: 'when stuck',
    officerSay: 'Talk to a person',
    promiseFree: 'Stop whenever you like; you come back to the last question.',
    promisePrivate: 'Names, NIK and phone numbers are stored encrypted.',
    promiseSignal: 'Lost signal? What you wrote is sent once you are back.',
    greeting: 'Welcome! Pick from the menu beside, or just write below.',
    steps: 'A cart, a stall, then a shop: the three steps of a business.',
    log: 'Conversation',
    choices: 'Answers to choose from',
    say: 'Write a message',
    placeholder: 'Write here…',
    send: 'Send',
    attach: 'Send a photo or PDF',
    preparing: 'Preparing the file…',
    uploading: 'Sending the file',
    fileType: 'This file cannot be read. Send a photo (JPG/PNG) or a PDF.',
    fileSize: 'The file is too large; 5 MB at most.',
    fileGone: 'The file was not sent. Please pick it again.',
    open: 'Open',
    connecting: 'One moment…',
    away: 'Offline',
    offline: 'No connection. What you write is kept, and sent once you are back.',
    back: 'Connected again.',
    typing: 'NaikKelas is writing',
    bot: 'NaikKelas:',
    me: 'You:',
    waiting: 'Waiting for a signal',
    sent: 'Sent',
    failed: 'Not sent.',
    retry: 'Try again',
    locationSent: 'My location',
    locating: 'Finding your location…',
    noLocation:
      'Your location could not be read. Type the place instead, for example “Lowokwaru district, Malang”.',
    slow: 'Too fast. The message is sent in a moment.',
    settings: 'Settings',
    otherLanguage: 'Bahasa Indonesia',
    forget: 'Delete the conversation from this device',
    forgetSure:
      'The conversation on this device is deleted and you start as a new guest. A registration you sent is kept. Go on?',
  },
}

const KEY = 'naik-kelas-language'

/** The page's language: the one chosen here, else the browser's, else Indonesian. */
export let language = remembered() || (/^en\b/i.test(navigator.language) ? 'en' : 'id')

/** The word for a key in the page's language. */
export const word = (key) => WORDS[language][key]

/** Switches the page to the other language and keeps the choice. */
export function switchLanguage() {
  language = language === 'id' ? 'en' : 'id'
  try {
    localStorage.setItem(KEY, language)
  } catch {
    // Storage is closed to us: the choice lasts as long as the page.
  }
  translatePage()
}

/** Puts every marked text of the page into its language. */
export function translatePage() {
  document.documentElement.lang = language
  document.title = word('title')
  for (const node of document.querySelectorAll('[data-word]')) node.textContent = word(node.dataset.word)
  for (const node of document.querySelectorAll('[data-label]'))
    node.setAttribute('aria-label', word(node.dataset.label))
  for (const node of document.querySelectorAll('[data-placeholder]'))
    node.placeholder = word(node.dataset.placeholder)
}

function remembered() {
  try {
    const stored = localStorage.getItem(KEY)
    return stored in WORDS ? stored : null
  } catch {
    return null
  }
}

/** Photos are made smaller before they travel: a phone's are larger than a paper needs, and data costs money. */
const MOST = 5 * 1024 * 1024
const ENOUGH = 1024 * 1024
const LONG_SIDE = 2200
const QUALITY = 0.85
const TAKEN = ['image/jpeg', 'image/png', 'application/pdf']

/** What is to be sent of a file that was picked, or `{ fault }` with the word that says why nothing is. */
export async function prepare(file) {
  const photo = file.type.startsWith('image/')
  const blob = photo && (file.size > ENOUGH || !TAKEN.includes(file.type)) ? await smaller(file) : file
  if (!TAKEN.includes(blob.type)) return { fault: 'fileType' }
  if (blob.size > MOST) return { fault: 'fileSize' }
  return { blob, name: file.name }
}

/** `1,2 MB` */
export function sizeOf({ size }, language) {
  const [amount, unit] = size < 1024 * 1024 ? [size / 1024, 'KB'] : [size / 1024 / 1024, 'MB']
  return amount.toLocaleString(language, { maximumFractionDigits: unit === 'MB' ? 1 : 0 }) + ' ' + unit
}

/** The same picture as a JPEG of a moderate size; as it is where this browser cannot read it. */
async function smaller(file) {
  try {
    const picture = await createImageBitmap(file)
    const scale = Math.min(1, LONG_SIDE / Math.max(picture.width, picture.height))
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(picture.width * scale)
    canvas.height = Math.round(picture.height * scale)
    canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height)
    picture.close()
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY))
    return blob && (blob.size < file.size || !TAKEN.includes(file.type)) ? blob : file
  } catch {
    return file
  }
}

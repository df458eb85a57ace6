import Pdf from 'pdfkit'
import type { Certificate } from '../db/training/certificates.ts'

const CENTERED = { align: 'center' } as const
/** What the standard fonts of PDF cannot show. */
const FOREIGN = /[^\u0020-\u007e\u00a0-\u00ff]/g

/** A certificate to print, with the whole name and where it can be checked. */
export async function certificatePdf(
  certificate: Certificate,
  page: string,
  days: string,
): Promise<Buffer<ArrayBuffer>> {
  const { number, name, title, agency } = certificate
  const pdf = new Pdf({
    size: 'A4',
    layout: 'landscape',
    margin: 60,
    info: { Title: `Sertifikat ${number}` },
  })
  const line = (text: string, size: number, font = 'Helvetica') =>
    pdf.font(font).fontSize(size).text(text.replace(FOREIGN, '?'), CENTERED).moveDown(0.5)
  const chunks: Buffer[] = []
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = new Promise<void>((resolve, reject) => pdf.once('end', resolve).once('error', reject))
  pdf.rect(30, 30, pdf.page.width - 60, pdf.page.height - 60).stroke('#1f6f54')
  line('SERTIFIKAT PELATIHAN', 30, 'Helvetica-Bold').moveDown()
  line('diberikan kepada', 14)
  line(name, 28, 'Helvetica-Bold').moveDown()
  line('yang telah mengikuti', 14)
  line(title.id, 20, 'Helvetica-Bold')
  if (agency) line(`oleh ${agency.id}`, 14)
  line(days.replace('–', '-'), 14).moveDown(2)
  line(`Nomor ${number}`, 12)
  line(`Periksa keasliannya di ${page}`, 10)
  pdf.end()
  await ended
  return Buffer.concat(chunks)
}

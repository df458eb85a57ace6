import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Curve, NOISE_WA_HEADER, proto } from '@whiskeysockets/baileys'
import { WebSocket } from 'ws'
import { framed, handshakeMessage, Noise } from './noise.ts'

let chain: Promise<Buffer> | undefined

/**
 * The server's certificate chain. Baileys checks that WhatsApp signed it; crabline carries one, and it is read
 * from crabline's own handshake here, as any client would.
 */
export const certificateChain = (): Promise<Buffer> => (chain ??= readFromCrabline())

async function readFromCrabline(): Promise<Buffer> {
  const { startWhatsAppServer } = await import('@openclaw/crabline')
  const folder = await mkdtemp(join(tmpdir(), 'whatsapp-world-'))
  const server = await startWhatsAppServer({ recorderPath: join(folder, 'unused.jsonl') })
  const socket = new WebSocket(server.manifest.endpoints.baileysWebSocketUrl)
  try {
    await once(socket, 'open')
    const noise = new Noise()
    const ephemeral = Curve.generateKeyPair()
    noise.mixHash(ephemeral.public)
    const answer = once(socket, 'message')
    socket.send(
      Buffer.concat([
        NOISE_WA_HEADER,
        framed(handshakeMessage({ clientHello: { ephemeral: ephemeral.public } })),
      ]),
    )
    const [frame] = (await answer) as [Buffer]
    const { serverHello: hello } = proto.HandshakeMessage.decode(frame.subarray(3))
    if (!hello?.ephemeral || !hello.static || !hello.payload)
      throw new Error('crabline shook hands otherwise')
    noise.mixHash(hello.ephemeral)
    noise.mixKey(Curve.sharedKey(ephemeral.private, hello.ephemeral))
    noise.mixKey(Curve.sharedKey(ephemeral.private, noise.open(hello.static)))
    return noise.open(hello.payload)
  } finally {
    socket.terminate()
    await server.close()
    await rm(folder, { recursive: true, force: true })
  }
}

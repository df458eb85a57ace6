export function startWhatsAppWorld(options?: object): Promise<never>

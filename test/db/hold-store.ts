import { openStore } from '../../src/db/store/client.ts'

/* A process of its own that keeps a store open until it is killed. */

await openStore({ url: process.argv[2]! })
process.send!('open')
setInterval(() => {}, 1000)

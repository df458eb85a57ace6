import Database from 'libsql'

/* Another program that holds the write lock of a database file for some milliseconds. */

const database = new Database(process.argv[2]!)
database.exec('begin immediate')
process.send!('locked')
setTimeout(() => database.exec('commit'), Number(process.argv[3]))

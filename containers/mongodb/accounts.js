// Run once, when the data folder is new: the account of the chat-server, which may use its own database and no other.
db.getSiblingDB('seodang').createUser({
  user: 'seodang',
  pwd: process.env.MONGODB_PASSWORD,
  roles: [{ role: 'readWrite', db: 'seodang' }],
});

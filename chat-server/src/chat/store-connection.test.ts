import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { createLog } from '@seodang/server-kit/log';
import { expect } from 'chai';
import type { Connection } from 'mongoose';
import { storesOfTest } from '../test/replica.js';
import { closeMongo, openMongo } from '../platform/mongo.js';
import { isStoreAway } from '../platform/store-errors.js';

const OPENED = 'net.client.socket';

describe('the connection to the store', function () {
  this.timeout(60_000);
  const sockets: Socket[] = [];
  const note = (message: unknown) => void sockets.push((message as { socket: Socket }).socket);
  let connection: Connection;

  before(async () => {
    subscribe(OPENED, note);
    connection = await openMongo(storesOfTest().mongodbUri, createLog({ level: 'silent', service: 'test' }));
  });

  after(async () => {
    unsubscribe(OPENED, note);
    await connection.dropDatabase();
    await closeMongo(connection);
  });

  it('fails what was asked through a socket that is gone already, and heals', async () => {
    const notes = connection.collection('notes');
    await Promise.all(Array.from({ length: 5 }, () => notes.insertMany([{}])));
    // Between the end of a socket and the word of it, the driver (7.8) writes into it and waits for it to drain.
    for (const socket of sockets) socket.destroy();
    const asked = [notes.insertMany([{}]), notes.findOne({}), notes.updateOne({}, { $set: { a: 1 } })];
    for (const result of await Promise.allSettled(asked))
      if (result.status === 'rejected')
        expect(isStoreAway(result.reason), String(result.reason)).to.equal(true);
    await notes.insertMany([{}]);
    expect(await notes.countDocuments()).to.be.at.least(6);
  });
});

import type { Express } from 'express';
import type { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import type { Registry } from 'prom-client';
import { AccessTokens } from './access/access-tokens.js';
import { BackendClient } from './access/backend.client.js';
import { Guard } from './access/guard.js';
import { Identities } from './access/identities.js';
import { Readers } from './access/readers.js';
import { RoomAccess } from './access/room-access.js';
import { ChatChannel } from './bridge/chat-channel.js';
import { Broker } from './broker/broker.js';
import { StompMetrics } from './broker/metrics.js';
import { ChatApplication } from './chat-application.js';
import { ChangeService } from './chat/change.service.js';
import { FanOut } from './chat/fan-out.js';
import { Feeds } from './chat/feeds.js';
import { ForgottenPictures } from './chat/forgotten-pictures.js';
import { historyRoutes } from './chat/history.routes.js';
import { HistoryService } from './chat/history.service.js';
import { Limits } from './chat/limits.js';
import { MessageSearch } from './chat/message-search.js';
import { MessageWriter } from './chat/message-writer.js';
import { Places } from './chat/places.js';
import { roomActions } from './chat/room-actions.js';
import { SearchIndex } from './chat/search-index.js';
import { SendService } from './chat/send.service.js';
import { ThreadSummaries } from './chat/thread-summaries.js';
import { TypingService } from './chat/typing.js';
import type { Now } from '@seodang/server-kit/clock';
import type { Config } from './platform/config.js';
import { Access } from './platform/http/access.js';
import { createHttpApp } from './platform/http/app.js';
import { Rounds } from './platform/rounds.js';
import { healthRoutes } from '@seodang/server-kit/http/health.routes';
import type { Log } from '@seodang/server-kit/log';
import { PresenceService } from './presence/presence.service.js';
import { PresenceStore } from './presence/presence.store.js';
import { reportRoutes } from './reports/report.routes.js';
import { ReportService } from './reports/report.service.js';
import { ListEvents } from './rooms/list-events.js';
import { ReadingService } from './rooms/reading.service.js';
import { roomListRoutes } from './rooms/room-list.routes.js';
import { RoomListService } from './rooms/room-list.service.js';
import { Roster } from './rooms/roster.js';
import { countStored } from './metrics.js';
import type { Stores } from './stores.js';

/** What a replica stands on. */
export interface Ground {
  readonly config: Config;
  readonly log: Log;
  readonly now: Now;
  readonly metrics: Registry;
  readonly mongo: Connection;
  readonly redis: Redis;
  readonly stores: Stores;
}

/** A replica put together, not yet listening to anything. */
export interface Chat {
  readonly broker: Broker;
  readonly stompMetrics: StompMetrics;
  readonly application: ChatApplication;
  readonly http: Express;
  readonly guard: Guard;
  readonly channel: ChatChannel;
  readonly fanOut: FanOut;
  readonly feeds: Feeds;
  readonly pictures: ForgottenPictures;
  readonly searchIndex: SearchIndex;
  readonly presence: PresenceService;
  /** Finishes everything that somebody was promised. */
  drain(): Promise<void>;
}

type People = ReturnType<typeof composePeople>;
type Rooms = ReturnType<typeof composeRooms>;

/** Puts a replica together. */
export function composeChat(ground: Ground): Chat {
  const people = composePeople(ground);
  const rooms = composeRooms(ground, people);
  const presence = composePresence(ground, people);
  const { identities, access, readers, roster, broker } = people;
  const { feeds, actions, fanOut, lists, pictures, searchIndex } = rooms;
  const application = new ChatApplication({
    ...{ identities, access, readers, roster },
    ...{ feeds, presence, actions },
  });
  const guard = new Guard({
    ...{ backend: people.backend, access, identities, readers, outlet: broker, log: ground.log },
    onUnread: (topic) => {
      application.unread(topic);
    },
    onLists: async ({ userIds, roomIds }) => {
      const concerned = new Set([...userIds, ...roomIds.flatMap((roomId) => [...roster.of(roomId)])]);
      await application.refreshLists(concerned);
      lists.changed(concerned);
    },
  });
  const { stompMetrics, channel } = people;
  return {
    ...{ broker, stompMetrics, application, guard, channel, fanOut, feeds, presence, pictures, searchIndex },
    http: composeHttp(ground, people, rooms),
    drain: rooms.drain,
  };
}

/** Who is here and what they may. */
function composePeople({ config, redis, log, now, metrics }: Ground) {
  const stompMetrics = new StompMetrics(metrics);
  const broker = new Broker(stompMetrics);
  const backend = new BackendClient(config);
  const access = new RoomAccess(backend);
  const identities = new Identities({ tokens: new AccessTokens(config), backend, now });
  const readers = new Readers();
  const roster = new Roster();
  const channel = new ChatChannel({ redis, replicaId: config.replicaId, log });
  return { stompMetrics, broker, backend, access, identities, readers, roster, channel };
}

/** What is said and where. */
function composeRooms({ stores, redis, log, now, metrics }: Ground, people: People) {
  const { messages: store, segments, heads, pointers, formerTexts, reports: reportStore } = stores;
  const { access, backend, broker: outlet, roster, channel } = people;
  const limits = new Limits(redis);
  const places = new Places((roomId) => store.lastSeq(roomId));
  const feeds = new Feeds({ store, heads, outlet, log });
  const lists = new ListEvents({ outlet, roster });
  const fanOut = new FanOut({ feeds, lists, places, heads, channel });
  const searchIndex = new SearchIndex({ store, segments, heads, log });
  const stored = countStored(metrics);
  const rounds = new Rounds();
  const writer = new MessageWriter({
    ...{ store, places, rounds },
    onStored: (rows) => {
      stored(rows.length);
      fanOut.added(rows);
      searchIndex.stored(rows);
    },
  });
  const onChanged = fanOut.changed.bind(fanOut);
  const threads = new ThreadSummaries({ store, heads, onChanged, log });
  const sending = new SendService({ access, backend, store, writer, heads, pointers, threads, limits, now });
  const pictures = new ForgottenPictures({ store, backend, log });
  const onForget = pictures.poke.bind(pictures);
  const changes = new ChangeService({
    ...{ access, store, formerTexts, heads, pointers, sending },
    ...{ limits, searchIndex, onChanged, onForget, now },
  });
  const reports = new ReportService({
    ...{ access, messages: store, reports: reportStore },
    ...{ changes, limits, now },
  });
  const reading = new ReadingService({ access, pointers, places, fanOut });
  const typing = new TypingService({ access, fanOut });
  const actions = roomActions({ sending, changes, reading, typing, reports, rounds });
  const searching = new MessageSearch({ store, segments });
  const history = new HistoryService({ access, store, formerTexts, searching, limits, now });
  const list = new RoomListService({ access, heads, pointers });
  const drain = async () => {
    await writer.drain();
    lists.flush();
    await Promise.all([heads.drain(), pointers.drain(), threads.drain(), pictures.drain()]);
    await searchIndex.stop();
  };
  return { actions, feeds, fanOut, lists, history, list, reports, pictures, searchIndex, drain };
}

function composePresence({ config, redis, now, log }: Ground, people: People): PresenceService {
  const { readers, roster, broker: outlet, channel } = people;
  const store = new PresenceStore({ redis, replicaId: config.replicaId, now });
  return new PresenceService({ store, readers, roster, outlet, channel, log });
}

function composeHttp({ log, metrics, mongo, redis }: Ground, { identities }: People, rooms: Rooms): Express {
  const access = new Access((accessToken) => identities.authenticate(accessToken));
  const checks = { mongodb: () => mongo.getClient().db().command({ ping: 1 }), redis: () => redis.ping() };
  return createHttpApp({
    log,
    api: [
      roomListRoutes(rooms.list, access),
      historyRoutes(rooms.history, access),
      reportRoutes(rooms.reports, access),
    ],
    internal: [healthRoutes(access, metrics, checks)],
  });
}

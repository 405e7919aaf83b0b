import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';
import type { Readable, Writable } from 'node:stream';
import { promisify } from 'node:util';
import { type Player, STORY } from './story.js';

const run = promisify(execFile);

interface StompitClient {
  subscribe(headers: object, onMessage: (error: Error | null, message: Readable) => void): void;
  send(headers: object, options?: { onReceipt?: () => void }): Writable;
  begin(): { send: (headers: object) => Writable; commit: () => void };
  ack(message: Readable): void;
  disconnect(onDisconnected: (error: Error | null) => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
}

interface Stompit {
  connect(options: object, onConnected: (error: Error | null, client: StompitClient) => void): void;
}

export const stompit: Player = ({ tcpPort }) =>
  new Promise((resolve, reject) => {
    const require = createRequire(import.meta.url);
    const heard: string[] = [];
    const connectHeaders = { host: '/', passcode: STORY.ticket, 'heart-beat': '5000,5000' };
    (require('stompit') as Stompit).connect(
      { host: '127.0.0.1', port: tcpPort, connectHeaders },
      (error, client) => {
        if (error) {
          reject(error);
          return;
        }
        client.on('error', reject);
        client.subscribe({ destination: STORY.topic, ack: 'client-individual' }, (failure, message) => {
          if (failure) return;
          void text(message).then((body) => {
            heard.push(body);
            client.ack(message);
            if (heard.length === 3)
              client.disconnect(() => {
                resolve(heard);
              });
          });
        });
        const onReceipt = () => {
          const transaction = client.begin();
          transaction.send({ destination: STORY.act }).end(STORY.committed);
          transaction.commit();
        };
        client.send({ destination: STORY.act }, { onReceipt }).end(STORY.said);
      },
    );
  });

/** Debian's own, which see Debian's packages; there may be another Python before it. */
const PROGRAMS = { python: '/usr/bin/python3', ruby: '/usr/bin/ruby' } as const;

const PYTHON = `
import json, os, sys, threading, stomp
story = json.loads(os.environ["STORY"])
heard, receipts, all_heard = [], [], threading.Event()
has_receipt = {name: threading.Event() for name in ("subscribed", "said")}
connection = getattr(stomp, sys.argv[1])([("127.0.0.1", int(os.environ["PORT"]))], heartbeats=(5000, 5000)) \\
    if sys.argv[1] != "StompConnection10" else stomp.StompConnection10([("127.0.0.1", int(os.environ["PORT"]))])

class Listener(stomp.ConnectionListener):
    def on_message(self, frame):
        heard.append(frame.body)
        if sys.argv[1] == "StompConnection12": connection.ack(frame.headers["ack"])
        elif sys.argv[1] == "StompConnection11": connection.ack(frame.headers["message-id"], frame.headers["subscription"])
        else: connection.ack(frame.headers["message-id"])
        if len(heard) == 3: all_heard.set()
    def on_receipt(self, frame):
        if frame.headers["receipt-id"] in has_receipt: has_receipt[frame.headers["receipt-id"]].set()
    def on_error(self, frame):
        print("ERROR", frame.body, file=sys.stderr); os._exit(1)

connection.set_listener("", Listener())
connection.connect("ann", story["ticket"], wait=True)
connection.subscribe(destination=story["topic"], id="1", ack="client-individual", headers={"receipt": "subscribed"})
assert has_receipt["subscribed"].wait(10)
connection.send(story["act"], story["said"], headers={"receipt": "said"})
assert has_receipt["said"].wait(10)
transaction = connection.begin()
connection.send(story["act"], story["committed"], transaction=transaction)
connection.commit(transaction)
assert all_heard.wait(10)
connection.disconnect()
print(json.dumps(heard))
`;

const RUBY = `
require "json"
require "stomp"
Encoding.default_external = Encoding::UTF_8
story = JSON.parse(ENV["STORY"])
version = ARGV[0]
connection = Stomp::Connection.new(
  hosts: [{ login: "ann", passcode: story["ticket"], host: "127.0.0.1", port: ENV["PORT"].to_i }],
  reliable: false, connect_headers: { "accept-version" => version, "host" => "school", "heart-beat" => "5000,5000" })
heard, has_receipt = [], false
connection.subscribe(story["topic"], { "id" => "1", "ack" => "client-individual", "receipt" => "subscribed" })
read = lambda do
  message = connection.receive
  raise message.body if message.command == "ERROR"
  has_receipt = true if message.command == "RECEIPT" && message.headers["receipt-id"] == "said"
  next unless message.command == "MESSAGE"
  heard << message.body
  if version == "1.2" then connection.ack(message.headers["ack"])
  else connection.ack(message.headers["message-id"], { "subscription" => "1" }) end
end
connection.publish(story["act"], story["said"], { "receipt" => "said" })
read.call until has_receipt
connection.begin("t")
connection.publish(story["act"], story["committed"], { "transaction" => "t" })
connection.commit("t")
read.call until heard.length == 3
connection.disconnect
puts JSON.generate(heard)
`;

/** @param kind Class of python3-stomp, e.g. `StompConnection12`. */
export function python(kind: string): Player {
  return inAnotherLanguage(PROGRAMS.python, ['-c', PYTHON, kind]);
}

export function ruby(version: string): Player {
  return inAnotherLanguage(PROGRAMS.ruby, ['-e', RUBY, version]);
}

function inAnotherLanguage(program: string, args: readonly string[]): Player {
  return async ({ tcpPort }) => {
    const env = {
      ...process.env,
      STORY: JSON.stringify(STORY),
      PORT: String(tcpPort),
      PYTHONIOENCODING: 'utf-8',
    };
    const { stdout } = await run(program, args, { env, timeout: 15_000 });
    return JSON.parse(stdout) as string[];
  };
}

/** Whether a language has its client installed: Debian's python3-stomp and ruby-stomp. */
export async function hasClient(language: keyof typeof PROGRAMS): Promise<boolean> {
  const args = language === 'ruby' ? ['-e', 'require "stomp"'] : ['-c', 'import stomp'];
  return run(PROGRAMS[language], args).then(
    () => true,
    () => false,
  );
}

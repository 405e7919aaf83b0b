import { ServerData } from '@seodang/contracts/lessons';

/** What OpenVidu puts between the browser's data and the server's. */
const SEPARATOR = '%/%';

/**
 * Who a connection belongs to, from the data OpenVidu sends with it.
 *
 * The first part of that text may be written by any browser, the last part only by our backend. A part is believed
 * only when everything after it belongs to it too, so nobody can put another identity in front of their own.
 *
 * @param data     `clientData%/%serverData`, or either alone.
 * @param lessonId Data of another lesson is nobody's.
 * @returns null when the backend did not make this connection.
 */
export function whoIs(data: string, lessonId: string): ServerData | null {
  let rest = data;
  for (;;) {
    const who = ServerData.safeParse(fromJson(rest));
    if (who.success) return who.data.lessonId === lessonId ? who.data : null;
    const next = rest.indexOf(SEPARATOR);
    if (next === -1) return null;
    rest = rest.slice(next + SEPARATOR.length);
  }
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

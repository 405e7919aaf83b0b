import { randomUUID } from 'node:crypto';
import {
  RecordingPage,
  type RecordingState,
  type RecordingView,
  type RecordingWork,
} from '@seodang/contracts/recordings';
import { ReplayView } from '@seodang/contracts/replay';
import type { Page, Route } from 'playwright-core';

/** Half way, as an instructor or a student meets it. */
const WORK: RecordingWork = {
  stage: 'render',
  percent: 40,
  totalPercent: 46,
  isPaused: false,
  attempt: 1,
};
const UNFINISHED = {
  isWatchable: false,
  poster: null,
  durationMs: null,
  sizeBytes: null,
  viewers: 0,
  renditions: [],
};
const DAY_MS = 86_400_000;

/** A recording in every state that it can be in: some pass too fast to be looked at, others take a broken disk. */
function inEveryState(view: RecordingView): RecordingView[] {
  const processing = { ...view, ...UNFINISHED, state: 'processing', work: WORK } as const;
  const deletedAt = new Date();
  const states: RecordingView[] = [
    { ...view, ...UNFINISHED, state: 'recording', stoppedAt: null },
    processing,
    { ...processing, work: { ...WORK, stage: 'verify', totalPercent: 12, isPaused: true } },
    {
      ...processing,
      isWatchable: true,
      poster: view.poster,
      durationMs: view.durationMs,
      work: { ...WORK, attempt: 2 },
    },
    view,
    { ...view, visibility: 'hidden', flaws: ['cut_off', 'fewer_renditions'], stopReason: 'no-space' },
    { ...view, ...UNFINISHED, state: 'failed', failure: 'source_unreadable', mayRebuild: true },
    {
      ...view,
      deletedAt: deletedAt.toISOString(),
      restorableUntil: new Date(deletedAt.getTime() + 7 * DAY_MS).toISOString(),
    },
  ];
  return states.map((state) => ({ ...state, id: randomUUID() as RecordingView['id'] }));
}

/** What a page asks for is answered in another way than the server does, until `act` is done. */
async function answering(
  page: Page,
  { path, answer }: { path: string; answer: (route: Route) => Promise<void> },
  act: () => Promise<void>,
): Promise<void> {
  await page.route(path, answer);
  try {
    await act();
  } finally {
    await page.unroute(path, answer);
  }
}

/** While `act` is done, the first recording of a list stands in it in every state. */
export function withEveryState(page: Page, act: () => Promise<void>): Promise<void> {
  const answer = async (route: Route) => {
    const real = await route.fetch();
    const { items, nextCursor } = RecordingPage.parse(await real.json());
    await route.fulfill({ json: { items: items.slice(0, 1).flatMap(inEveryState), nextCursor } });
  };
  return answering(page, { path: '**/api/studio/recordings*', answer }, act);
}

/** While `act` is done, there are no recordings. */
export function withNoRecordings(page: Page, act: () => Promise<void>): Promise<void> {
  const answer = (route: Route) => route.fulfill({ json: { items: [], nextCursor: null } });
  return answering(page, { path: '**/api/studio/recordings*', answer }, act);
}

/** While `act` is done, a replay is not ready. */
export function withUnready(page: Page, state: RecordingState, act: () => Promise<void>): Promise<void> {
  const work = state === 'recording' ? null : WORK;
  const json = {
    ...{
      type: 'about:blank',
      title: 'The recording is not ready yet',
      status: 409,
      code: 'recording.not_ready',
    },
    ...{ instance: '/', recording: { state, work } },
  };
  const answer = (route: Route) =>
    route.fulfill({ status: 409, contentType: 'application/problem+json', json });
  return answering(page, { path: '**/api/recordings/*/replay*', answer }, act);
}

/** While `act` is done, a replay has no chapters, but flaws, and is still being made better. */
export function withFlaws(page: Page, act: () => Promise<void>): Promise<void> {
  const answer = async (route: Route) => {
    const real = ReplayView.parse(await (await route.fetch()).json());
    await route.fulfill({ json: { ...real, chapters: [], work: WORK, flaws: ['cut_off', 'sound_silent'] } });
  };
  return answering(page, { path: '**/api/recordings/*/replay*', answer }, act);
}

/** While `act` is done, the server does not answer about a replay. */
export function withSilence(page: Page, act: () => Promise<void>): Promise<void> {
  const asked: Route[] = [];
  const answer = (route: Route) => Promise.resolve(void asked.push(route));
  return answering(page, { path: '**/api/recordings/*/replay*', answer }, async () => {
    await act();
    await Promise.all(asked.map((route) => route.abort()));
  });
}

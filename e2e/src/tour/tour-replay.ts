import type { Visitor } from '../browser/visitor.js';
import { withEveryState, withFlaws, withNoRecordings, withSilence, withUnready } from './recording-states.js';
import type { Recorded } from './recorded.js';

const NOWHERE = '/replay/01a1fcfa-c3b9-7106-b1c8-000000000000';

/** The screens of a recording from when the lesson is over: the instructor's first, then those of who watches. */
export async function tourReplay(recorded: Recorded, recordingId: string): Promise<void> {
  const { teacher, student, late, lesson, look } = recorded;
  await tourStudio(recorded);
  await student.open(`/lessons/${lesson.id}`);
  await student.page.getByRole('heading', { name: student.word('replay.title'), exact: true }).waitFor();
  await look('lesson-recorded', student);
  await student.open(`/replay/${recordingId}`);
  await tourPlayer(recorded);
  await tourPanels(recorded);
  await late.open(`/replay/${recordingId}`);
  await late.replay.player.waitFor();
  await late.page.getByRole('region', { name: late.word('replay.missed.title'), exact: true }).waitFor();
  await look('replay-missed', late);
  await tourTroubles(student, { recordingId, look });
  await teacher.open(`/studio/recordings/${recordingId}`);
  await teacher.recordings.viewer(student.name).scrollIntoViewIfNeeded();
  await look('studio-recording-viewers', teacher);
}

async function tourStudio({ teacher, lesson, look, chapter }: Recorded): Promise<void> {
  const { page, recordings, word } = teacher;
  await withNoRecordings(page, async () => {
    await teacher.open('/studio/recordings');
    await page.getByText(word('recordings.none'), { exact: true }).waitFor();
    await look('studio-recordings-empty', teacher);
  });
  const ofLesson = `/studio/recordings?lesson=${lesson.id}`;
  await teacher.open(ofLesson);
  await recordings.untilReady(lesson.title);
  await withEveryState(page, async () => {
    await teacher.open('/studio/recordings');
    await page.getByText(word('recordings.standing.deleted'), { exact: true }).waitFor();
    await look('studio-recordings', teacher);
    await page.getByText(word('recordings.standing.deleted'), { exact: true }).scrollIntoViewIfNeeded();
    await look('studio-recordings-more', teacher);
  });
  await teacher.open(ofLesson);
  await recordings.openMenu(lesson.title);
  await look('studio-recordings-menu', teacher);
  await page.keyboard.press('Escape');
  await recordings.openOne(lesson.title);
  await recordings.addChapter('0:03', chapter);
  await recordings.addCaptions({
    name: 'captions.srt',
    mimeType: 'application/x-subrip',
    buffer: Buffer.from(`1\n00:00:00,000 --> 00:01:00,000\n${chapter}\n`),
  });
  await look('studio-recording', teacher);
  await page.getByRole('heading', { name: word('recordings.access'), exact: true }).scrollIntoViewIfNeeded();
  await look('studio-recording-access', teacher);
  await page.getByRole('button', { name: word('recordings.rename'), exact: true }).click();
  await page.getByRole('dialog').waitFor();
  await look('studio-recording-rename', teacher);
  await page.keyboard.press('Escape');
}

/** The picture with what belongs to it. */
async function tourPlayer({ student, look }: Recorded): Promise<void> {
  const { page, replay, word } = student;
  await replay.play.waitFor();
  await look('replay', student);
  await replay.play.click();
  await replay.playsTo(3);
  await page.keyboard.press('c');
  await replay.captions.waitFor();
  await page.keyboard.press('k');
  await replay.play.waitFor();
  await look('replay-captions', student);
  await page.getByRole('button', { name: word('replay.player.settings'), exact: true }).click();
  await page.getByRole('menu').waitFor();
  await look('replay-settings', student);
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
  await look('replay-keys', student);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: word('replay.ask.action'), exact: true }).click();
  await page.getByRole('textbox', { name: word('replay.ask.label'), exact: true }).waitFor();
  await look('replay-ask', student);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
}

async function tourPanels({ student, look, said, chapter }: Recorded): Promise<void> {
  const { page, replay, chat } = student;
  await replay.openPanel('notes.title');
  await replay.noteBox.waitFor();
  await look('replay-notes-empty', student);
  await replay.noteBox.fill(chapter);
  await page.keyboard.press('Control+Enter');
  await replay.note(chapter).waitFor();
  await look('replay-notes', student);
  await replay.openPanel('chat');
  await page.keyboard.press('9');
  await chat.message(said).waitFor();
  await look('replay-chat', student);
}

/** What there is in place of a replay. */
async function tourTroubles(
  visitor: Visitor,
  { recordingId, look }: { recordingId: string } & Pick<Recorded, 'look'>,
): Promise<void> {
  const { page, replay, word, conduct } = visitor;
  const path = `/replay/${recordingId}`;
  conduct.excuse(/ 40[49] .*\/replay/, /Failed to load resource: net::ERR_FAILED/);
  for (const state of ['recording', 'processing', 'failed'] as const) {
    await withUnready(page, state, async () => {
      await visitor.open(path);
      await page.getByRole('heading', { level: 1, name: word(`replay.unready.${state}.title`) }).waitFor();
      await look(`replay-unready-${state}`, visitor);
    });
  }
  await withFlaws(page, async () => {
    await visitor.open(path);
    await page.getByText(word('replay.flaw.cut_off'), { exact: true }).waitFor();
    await look('replay-flaws', visitor);
  });
  await withSilence(page, async () => {
    await visitor.open(path);
    await page.getByText(word('common.loading'), { exact: true }).first().waitFor({ state: 'attached' });
    await look('replay-loading', visitor);
  });
  await visitor.open(NOWHERE);
  await replay.failed.waitFor();
  await look('replay-unknown', visitor);
}

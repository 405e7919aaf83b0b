import type { ReplayView } from '@seodang/contracts/replay';
import { findBeeps } from '@seodang/testing/clock/beep';
import { clockApart } from '@seodang/testing/clock/clock-code';
import { filmSound, lipSync } from '@seodang/testing/clock/film';
import { expect } from 'chai';
import { LATE, SCREEN, STUDENT, TEACHER, type Script } from '../browser/recorded-lesson.js';
import { keepFigure } from './figures.js';
import { factsOf, keepStream, sightsIn, type Sight } from './film.js';
import { there } from './there.js';

/** Between a moment in the room and what the cameras of others know of it. */
const SLACK_MS = 1_500;
/** ITU-R BT.1359 calls 80 ms the edge of what most people notice. */
const IN_STEP_MS = 80;
/**
 * A browser that gets no processor sends its sound late by itself, and nobody behind it can know. Where other stories are
 * told beside, single beeps may be late by so many times as much; the average may not.
 */
const PATIENCE = Number(process.env['E2E_PATIENCE'] ?? 1);

/** How late a clock is seen, in milliseconds: against the time of day of the place in the film. */
export function latenessIn({ startedAt, playlistStartMs }: ReplayView): (sight: Sight) => number {
  const zero = Date.parse(startedAt) + playlistStartMs;
  return ({ atMs, ms }) => clockApart(zero + atMs, ms);
}

/** What is no clock can be read as one by chance; it is hours away then. */
export function isMeant(late: (sight: Sight) => number): (sight: Sight) => boolean {
  return (sight) => Math.abs(late(sight)) < 60_000;
}

interface Seen {
  readonly replay: ReplayView;
  readonly script: Script;
}

/** Who is seen and heard where and when in what a player is given. */
export async function measure(path: string, { replay, script }: Seen): Promise<void> {
  await keepStream(replay.links.playlist, path);
  await expectFacts(path);
  const lastsMs = script.stopped - Date.parse(replay.startedAt);
  expect(Math.abs(replay.durationMs - lastsMs), 'length beside that of the lesson').to.be.below(3_000);

  const zero = Date.parse(replay.startedAt) + replay.playlistStartMs;
  const late = latenessIn(replay);
  const sights = (await sightsIn(path)).filter(isMeant(late));
  expectInTime(sights, late);
  expectScript(sights, { zero, script });
  expectSound({ sights, samples: await filmSound(path) }, { zero, script });
}

async function expectFacts(path: string): Promise<void> {
  const facts = await factsOf(path);
  keepFigure(`ffprobe: ${JSON.stringify(facts)}`);
  const [picture, sound] = ['video', 'audio'].map((kind) =>
    there(
      facts.streams.find(({ codec_type: type }) => type === kind),
      kind,
    ),
  );
  expect(picture).to.include({ codec_name: 'h264', width: 1280, height: 720, avg_frame_rate: '25/1' });
  expect(sound).to.include({ codec_name: 'aac', sample_rate: '48000', channels: 2 });
  expect(picture?.start_time, 'first picture').to.be.within(0, 0.04);
}

/** Every clock that is seen tells what time it was at that place of the film. */
function expectInTime(sights: readonly Sight[], late: (sight: Sight) => number): void {
  for (const person of [TEACHER, STUDENT, SCREEN, LATE]) {
    const lateness = sights
      .filter((sight) => sight.person === person)
      .map(late)
      .toSorted((a, b) => a - b);
    const at = (part: number) => Math.round(lateness[Math.floor((lateness.length - 1) * part)] ?? NaN);
    const seen = `person ${person}: seen in ${lateness.length} frames`;
    keepFigure(`${seen}, ms late: 5 % ${at(0.05)}, median ${at(0.5)}, 95 % ${at(0.95)}, most ${at(1)}`);
    expect(lateness.length, seen).to.be.at.least(50);
    expect(at(0.5), `${seen}, median of lateness`).to.be.within(-150, 500);
  }
}

interface Told {
  /** Time of day of the film's first moment. */
  readonly zero: number;
  readonly script: Script;
}

function expectScript(sights: readonly Sight[], { zero, script }: Told): void {
  const of = (person: number) => sights.filter((sight) => sight.person === person);
  const [from, to] = script.shared;
  for (const { atMs } of of(SCREEN))
    expect(zero + atMs, 'time of a shared screen').to.be.within(from - SLACK_MS, to + SLACK_MS);
  for (const { atMs } of of(LATE))
    expect(zero + atMs, 'time of who agreed late').to.be.at.least(script.lateAgreed);
  for (const { atMs } of of(STUDENT))
    expect(zero + atMs, 'time of who withdrew').to.be.at.most(script.withdrawn + SLACK_MS);
  const screen = there(of(SCREEN)[of(SCREEN).length >> 1], 'the screen');
  const beside = sights.filter(({ atMs, person }) => atMs === screen.atMs && person !== SCREEN);
  expect(beside, 'people beside the screen').to.have.length(2);
  for (const { area } of beside)
    expect(area.width, 'width of who is beside the screen').to.be.below(screen.area.width);
}

interface Heard {
  readonly sights: readonly Sight[];
  readonly samples: Float32Array;
}

function expectSound({ sights, samples }: Heard, { zero, script }: Told): void {
  for (const person of [TEACHER, STUDENT, LATE]) {
    const { offsetsMs, worstMs, meanMs } = lipSync(sights, samples, person);
    const apart = `picture ahead of sound by ${meanMs.toFixed(1)} ms on average, ${worstMs.toFixed(1)} at worst`;
    keepFigure(`person ${person}: ${offsetsMs.length} beeps, ${apart}`);
    expect(offsetsMs.length, `beeps of person ${person}`).to.be.at.least(3);
    const all = `person ${person}: ${apart}; ${offsetsMs.map(Math.round).join(' ')}`;
    expect(Math.abs(meanMs), all).to.be.at.most(IN_STEP_MS);
    expect(worstMs, all).to.be.at.most(IN_STEP_MS * PATIENCE);
  }
  const beepsOf = (person: number) => findBeeps(samples, person).map((atMs) => zero + atMs);
  const [from, to] = script.muted;
  const silent = beepsOf(STUDENT).filter((at) => at > from + SLACK_MS && at < to);
  expect(silent, 'beeps of who is muted').to.deep.equal([]);
  expect(Math.min(...beepsOf(STUDENT)), 'heard before').to.be.below(from);
  expect(Math.max(...beepsOf(STUDENT)), 'heard after').to.be.above(to);
  expect(Math.max(...beepsOf(STUDENT)), 'heard after withdrawing').to.be.at.most(script.withdrawn + SLACK_MS);
  expect(Math.min(...beepsOf(LATE)), 'heard after agreeing').to.be.at.least(script.lateAgreed);
}

import { readFile, rename, writeFile } from 'node:fs/promises';
import type { RecordingFlaw } from '@seodang/contracts/recordings';
import { StageFault } from './fault.js';
import { runFfmpeg } from './ffmpeg.js';
import { filmInput } from './film-input.rules.js';
import type { Facts } from './ladder.rules.js';
import { probe, type Probed } from './probe.js';
import { flawsOf, isCutOff, isOutOfSync, lookAt, readFindings } from './verify.rules.js';
import { discard, sourceIn, type Work, type WorkRow } from './work.js';

export interface Verified {
  readonly facts: Facts;
  readonly flaws: readonly RecordingFlaw[];
}

const LAST_ATTEMPT = 3;

/** What may have come about on the way: it is looked for twice, and only then said. */
const DOUBTFUL: readonly RecordingFlaw[] = [
  'picture_black',
  'picture_frozen',
  'sound_silent',
  'out_of_sync',
  'shorter_than_lesson',
];

/**
 * Looks the film over. A bad one is fetched again at the next attempt, since it may have been hurt on the way; at the last one
 * what can be saved of it is taken, and said to be so.
 *
 * @throws {StageFault}
 */
export async function verify(work: Work): Promise<Verified> {
  const kept = await readKept(work.folder);
  if (kept) return kept;
  const { row } = work;
  const isLast = row.attempt >= LAST_ATTEMPT;
  const probed = await orFetchAgain(work, () => probeOrSave(work, isLast));
  if (!isLast && isCutOff(probed.facts, row.nodeDurationMs)) {
    await discard(work);
    throw new StageFault('source_unreadable', `only ${probed.facts.durationMs} ms of it can be read`);
  }
  const verified = await lookOver(work, probed);
  const doubtful = verified.flaws.filter((flaw) => DOUBTFUL.includes(flaw));
  if (row.attempt === 1 && doubtful.length > 0) {
    await discard(work);
    throw new StageFault('source_unreadable', `it is fetched once more: ${doubtful.join(', ')}`);
  }
  await writeFile(`${work.folder}/.verified`, JSON.stringify(verified));
  await rename(`${work.folder}/.verified`, `${work.folder}/verified.json`);
  return verified;
}

async function lookOver(work: Work, { facts, spans, keyframes }: Probed): Promise<Verified> {
  const { signal, brake, report, row } = work;
  const { durationMs } = facts;
  const { isOfKeyframes, stillSec } = lookAt(keyframes);
  const said = await runFfmpeg({
    args: [
      ...['-v', 'info', ...(isOfKeyframes ? ['-skip_frame', 'nokey'] : []), ...filmInput(sourceIn(work))],
      ...(facts.video
        ? [
            '-map',
            '0:v:0',
            '-vf',
            `scale=320:-2,blackdetect=d=2:pix_th=0.08,freezedetect=n=-60dB:d=${stillSec}`,
            '-f',
            'null',
            '-',
          ]
        : []),
      ...(facts.audio ? ['-map', '0:a:0', '-af', 'silencedetect=n=-55dB:d=2', '-f', 'null', '-'] : []),
    ],
    signal,
    brake,
    onProgress: (sec) => {
      report((sec * 1000) / durationMs);
    },
  });
  const findings = readFindings(said, durationMs);
  const flaws = flawsOf(facts, findings, expectedOf(row));
  const { video, audio } = spans;
  const apart = video !== null && audio !== null && isOutOfSync(video, audio);
  return { facts, flaws: apart ? [...flaws, 'out_of_sync'] : flaws };
}

/** At the last attempt, what ffmpeg can still read of a broken file is written to a new one. */
async function probeOrSave(work: Work, isLast: boolean): Promise<Probed> {
  const source = sourceIn(work);
  try {
    return await probe(source, work.signal);
  } catch (error) {
    if (!isLast || !(error instanceof StageFault)) throw error;
    const saved = `${work.folder}/saved.mp4`;
    const args = [
      '-v',
      'error',
      '-err_detect',
      'ignore_err',
      '-fflags',
      '+genpts+discardcorrupt',
      ...filmInput(source),
    ];
    await runFfmpeg({ args: [...args, '-c', 'copy', saved], signal: work.signal }).catch(() => {
      work.signal.throwIfAborted();
      throw error;
    });
    const probed = await probe(saved, work.signal);
    await rename(saved, source);
    return probed;
  }
}

async function orFetchAgain<T>(work: Work, look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof StageFault) await discard(work);
    throw error;
  }
}

async function readKept(folder: string): Promise<Verified | null> {
  const text = await readFile(`${folder}/verified.json`, 'utf8').catch(() => null);
  return text === null ? null : (JSON.parse(text) as Verified);
}

/** The media server waits a while for somebody to come back: that is in no film. */
function expectedOf({ nodeDurationMs, stoppedAt, stopReason }: WorkRow) {
  const stoppedAtMs = stopReason === 'nobody-inside' ? null : (stoppedAt?.getTime() ?? null);
  return { nodeDurationMs, stoppedAtMs };
}

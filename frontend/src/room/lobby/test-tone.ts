/** Two soft notes, as a bell would give them: high enough for small speakers. */
const NOTES = [
  { hertz: 660, atSec: 0 },
  { hertz: 880, atSec: 0.35 },
] as const;
const LENGTH_SEC = 0.6;
const LOUDNESS = 0.2;

/**
 * Plays two notes.
 *
 * @returns a promise for their end.
 * @throws {Error} when the browser has no sound to give.
 */
export async function playTestTone(): Promise<void> {
  if (typeof AudioContext === 'undefined') throw new Error('no Web Audio');
  const context = new AudioContext();
  try {
    await context.resume();
    const last = NOTES.map((note) => ring(context, note)).at(-1);
    await new Promise<void>((done) => {
      if (last)
        last.onended = () => {
          done();
        };
      else done();
    });
  } finally {
    await context.close();
  }
}

function ring(context: AudioContext, { hertz, atSec }: (typeof NOTES)[number]): OscillatorNode {
  const begins = context.currentTime + atSec;
  const volume = new GainNode(context, { gain: 0 });
  volume.gain.setValueAtTime(0, begins);
  volume.gain.linearRampToValueAtTime(LOUDNESS, begins + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.001, begins + LENGTH_SEC);
  const note = new OscillatorNode(context, { type: 'sine', frequency: hertz });
  note.connect(volume).connect(context.destination);
  note.start(begins);
  note.stop(begins + LENGTH_SEC);
  return note;
}

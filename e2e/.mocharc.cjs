/** Stories that may be told while others are: of people and courses of their own, or of ones that no other story changes. */
const SIDE_BY_SIDE = {
  'own people': ['src/whole-way.e2e.ts', 'src/courses.e2e.ts', 'src/studio.e2e.ts'],
  chat: ['src/chat.e2e.ts', 'src/chat-*.e2e.ts'],
  recordings: ['src/recording.e2e.ts'],
  replays: ['src/replay.e2e.ts'],
  screens: ['src/screens.e2e.ts'],
  // Kills what all others stand on.
  outages: ['src/recording-outage.e2e.ts'],
};

const OTHERS = 'demo school';

/** Which stories to tell: a list of the above, `demo school` for all others, or (unset) every one. */
const share = process.env.TEST_SHARE;
const part = SIDE_BY_SIDE[share];
if (share && share !== OTHERS && !part) throw new Error(`There is no share of stories called ${share}.`);

module.exports = {
  spec: part ?? ['src/**/*.e2e.ts'],
  ignore: share === OTHERS ? Object.values(SIDE_BY_SIDE).flat() : [],
  reporter: '../tools/mocha/reporter.cjs',
  timeout: 120000,
  slow: 20000,
  forbidOnly: true,
  exit: true,
};

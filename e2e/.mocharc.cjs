/** Stories whose people and courses are their own: they may be told while others are. */
const OF_THEIR_OWN = {
  'own people': [
    'src/whole-way.e2e.ts',
    'src/courses.e2e.ts',
    'src/studio.e2e.ts',
    'src/chat.e2e.ts',
    'src/chat-people.e2e.ts',
    'src/chat-markup.e2e.ts',
    'src/chat-outage.e2e.ts',
  ],
  recordings: ['src/recording.e2e.ts', 'src/replay.e2e.ts'],
  // Kills what all others stand on.
  outages: ['src/recording-outage.e2e.ts'],
};

/** Which stories to tell: a list of the above, `demo school` for all others, or (unset) every one. */
const share = process.env.TEST_SHARE;

module.exports = {
  spec: OF_THEIR_OWN[share] ?? ['src/**/*.e2e.ts'],
  ignore: share === 'demo school' ? Object.values(OF_THEIR_OWN).flat() : [],
  reporter: '../tools/mocha/reporter.cjs',
  timeout: 120000,
  slow: 20000,
  forbidOnly: true,
  exit: true,
};

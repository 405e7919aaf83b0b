/** Tests that wait more than they compute; they may run beside each other. */
const SHARES = {
  // For ffmpeg, and for leases.
  recordings: { spec: ['src/recordings/**/*.test.ts'], redis: 5 },
  // For workers that are killed and started again, and for mails whose time comes.
  'killed workers': { spec: ['src/*/worker-faults.test.ts'], redis: 6 },
};
const OTHERS = 'all others';
const EVERY = ['src/**/*.test.ts', 'seeds/**/*.test.ts', 'test/**/*.test.ts'];

/** Which tests to run: one of the above, `all others`, or (unset) every one. */
const share = process.env.TEST_SHARE;
const part = SHARES[share];
if (share && share !== OTHERS && !part) throw new Error(`There is no share of tests called ${share}.`);

// Limits are counted by address, so each share counts in a database of its own; those from 9 on belong to single tests.
if (part && process.env.TEST_REDIS_URL) {
  process.env.TEST_REDIS_URL = `${process.env.TEST_REDIS_URL.replace(/\/\d*$/, '')}/${part.redis}`;
}

module.exports = {
  extension: ['ts'],
  spec: part ? part.spec : EVERY,
  ignore: share === OTHERS ? Object.values(SHARES).flatMap(({ spec }) => spec) : [],
  reporter: '../tools/mocha/reporter.cjs',
  forbidOnly: true,
  timeout: 60000,
  slow: 500,
  exit: true,
};

/** Tests that wait for ffmpeg and for leases more than they compute: they may run beside the others. */
const RECORDINGS = ['src/recordings/**/*.test.ts'];

/** Which tests to run: `recordings`, `all others`, or (unset) every one. */
const share = process.env.TEST_SHARE;

// Limits are counted by address, so each share counts in a database of its own; those from 9 on belong to single tests.
if (share === 'recordings' && process.env.TEST_REDIS_URL) {
  process.env.TEST_REDIS_URL = `${process.env.TEST_REDIS_URL.replace(/\/\d*$/, '')}/5`;
}

module.exports = {
  extension: ['ts'],
  spec: share === 'recordings' ? RECORDINGS : ['src/**/*.test.ts', 'seeds/**/*.test.ts', 'test/**/*.test.ts'],
  ignore: share === 'all others' ? RECORDINGS : [],
  reporter: '../tools/mocha/reporter.cjs',
  forbidOnly: true,
  timeout: 60000,
  slow: 500,
  exit: true,
};

/** A thousand people: let little else run beside. */
const SLOW_READERS = ['src/faults/slow-readers.fault.ts'];
const OTHERS = 'all others';

/** Which tests to run: `slow readers`, `all others`, or (unset) every one. */
const share = process.env.TEST_SHARE;
if (share && share !== OTHERS && share !== 'slow readers')
  throw new Error(`There is no share of tests called ${share}.`);

module.exports = {
  extension: ['ts'],
  spec: share === 'slow readers' ? SLOW_READERS : ['src/faults/**/*.fault.ts'],
  ignore: share === OTHERS ? SLOW_READERS : [],
  reporter: '../tools/mocha/reporter.cjs',
  timeout: 180000,
  forbidOnly: true,
  exit: true,
};

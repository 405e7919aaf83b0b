const { appendFileSync } = require('node:fs');
const { inspect } = require('node:util');
const {
  reporters: { Spec },
} = require('mocha');

/**
 * The spec reporter, closing with the line that continuous integration reads. COUNTS_FILE collects it over several
 * runs, with a line `✘ title: reason` for each test that failed.
 */
module.exports = class ClosingLineReporter extends Spec {
  epilogue() {
    super.epilogue();
    const { passes, failures, pending } = this.stats;
    const line = `${passes} passed, ${failures} failed, ${pending} skipped`;
    const failed = this.failures.map((test) => `✘ ${test.fullTitle()}: ${reasonOf(test)}`);
    if (process.env.COUNTS_FILE) appendFileSync(process.env.COUNTS_FILE, `${[line, ...failed].join('\n')}\n`);
    console.log(line);
  }
};

function reasonOf({ err }) {
  const { message = 'no reason given', actual } = err ?? {};
  const told = actual === undefined ? message : `${message} (${inspect(actual)})`;
  return told.replace(/\s+/g, ' ').slice(0, 300);
}

import { expect } from 'chai';
import { judgeHistory, type History } from './history.rules.js';

/** The judge itself: a checker that cannot object proves nothing. */
describe('the judge of histories', () => {
  const place = (seq: number, clientId: string) => ({ seq, clientId });
  const sent = (clientId: string, isAcknowledged = true) => ({ roomId: 'r', clientId, isAcknowledged });
  const history = (change: Partial<History> = {}): History => ({
    sent: [sent('a'), sent('b')],
    kept: new Map([['r', [place(1, 'a'), place(2, 'b')]]]),
    seen: [{ who: 'kim', roomId: 'r', places: [place(1, 'a'), place(2, 'b')] }],
    ...change,
  });
  const kept = (...places: ReturnType<typeof place>[]) => ({ kept: new Map([['r', places]]), seen: [] });
  const seen = (...places: ReturnType<typeof place>[]) => ({ seen: [{ who: 'kim', roomId: 'r', places }] });

  it('has nothing to say to a good one', () => {
    expect(judgeHistory(history())).to.deep.equal([]);
    const unsure = { sent: [sent('a'), sent('b'), sent('c', false)] };
    expect(judgeHistory(history(unsure))).to.deep.equal([]);
  });

  it('finds what is lost, doubled, missing and invented', () => {
    const cases: [Partial<History>, string][] = [
      [kept(place(1, 'a')), 'lost although acknowledged: b'],
      [kept(place(1, 'a'), place(2, 'b'), place(3, 'b')), 'kept twice: b'],
      [kept(place(1, 'a'), place(3, 'b')), 'room r has 3 in place 2'],
      [kept(place(1, 'a'), place(2, 'b'), place(3, 'z')), 'never sent: z'],
      [seen(place(1, 'a')), 'kim never saw 2 of room r'],
      [seen(place(1, 'b'), place(2, 'a')), 'kim saw b in place 1, wrongly or twice'],
      [seen(place(1, 'a'), place(2, 'b'), place(2, 'b')), 'kim saw b in place 2, wrongly or twice'],
    ];
    for (const [change, words] of cases) expect(judgeHistory(history(change))).to.include(words);
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import {
  answerFault,
  isCandidate,
  MAX_SDP_CHARS,
  offerFault,
  ufragOfCandidate,
  ufragOfSdp,
} from './sdp.rules.js';

const FINGERPRINT = `sha-256 ${Array.from({ length: 32 }, () => 'AB').join(':')}`;

function section(
  kind: string,
  { mid = '0', direction = 'sendonly', codecs = ['opus/48000/2'] } = {},
): string[] {
  return [
    `m=${kind} 9 UDP/TLS/RTP/SAVPF 96`,
    'c=IN IP4 0.0.0.0',
    'a=ice-ufrag:abcd',
    'a=ice-pwd:0123456789012345678901',
    `a=fingerprint:${FINGERPRINT}`,
    `a=mid:${mid}`,
    `a=${direction}`,
    ...codecs.map((codec, nth) => `a=rtpmap:${96 + nth} ${codec}`),
  ];
}

const sdp = (...sections: string[][]) =>
  [...['v=0', 'o=- 1 2 IN IP4 127.0.0.1', 's=-', 't=0 0'], ...sections.flat(), ''].join('\r\n');
const audio = section('audio');
const video = section('video', { mid: '1', codecs: ['VP8/90000', 'rtx/90000', 'H264/90000'] });
const rules = { hasAudio: true, hasVideo: true, videoCodecs: ['vp8', 'h264', 'vp9'] };

describe('offerFault', () => {
  it('finds nothing wrong with what a browser offers, in either order of the kinds', () => {
    expect(offerFault(sdp(audio, video), rules)).to.equal(null);
    expect(offerFault(sdp(video, audio), rules)).to.equal(null);
    expect(offerFault(sdp(audio), { ...rules, hasVideo: false })).to.equal(null);
    expect(offerFault(sdp(video), { ...rules, hasAudio: false })).to.equal(null);
  });

  it('takes transport attributes of the session for its sections', () => {
    const transport = (line: string) => /^a=(?:ice-|fingerprint)/.test(line);
    const bare = audio.filter((line) => !transport(line));
    const lifted = sdp(audio.filter(transport), bare);
    expect(offerFault(lifted, { ...rules, hasVideo: false })).to.equal(null);
  });

  it('says which codec is missing', () => {
    const fault = offerFault(sdp(audio, video), { ...rules, videoCodecs: ['vp9'] });
    expect(fault).to.deep.equal({
      kind: 'codec-missing',
      message: 'The offer has none of these codecs: vp9.',
    });
    const noOpus = offerFault(sdp(section('audio', { codecs: ['PCMU/8000'] }), video), rules);
    expect(noOpus?.kind).to.equal('codec-missing');
  });

  const broken: Record<string, string> = {
    nothing: '',
    'no description': 'hello',
    'no media': sdp(),
    'a section too many of a kind': sdp(audio, video, section('video', { mid: '2' })),
    'data channels': sdp(audio, video, section('application', { mid: '2' })),
    'a media line without sense': sdp(audio, ['m=video nine UDP 96']),
    'a line without sense': sdp(audio, video, ['nonsense']),
    'a control character': sdp(audio, [...video, 'a=x:\u0007']),
    'announced video that is not offered': sdp(audio),
    'a section that only receives': sdp(section('audio', { direction: 'recvonly' }), video),
    'no user fragment': sdp(
      audio.filter((line) => !line.startsWith('a=ice-ufrag')),
      video,
    ),
    'a short password': sdp(audio, video).replace(/a=ice-pwd:.*/, 'a=ice-pwd:short'),
    'no fingerprint': sdp(
      audio,
      video.filter((line) => !line.startsWith('a=fingerprint')),
    ),
    'no mid': sdp(
      audio,
      video.filter((line) => !line.startsWith('a=mid')),
    ),
    'more than a message may hold': sdp(audio, video, ['a=x:'.padEnd(MAX_SDP_CHARS, 'x')]),
  };
  for (const [what, offer] of Object.entries(broken)) {
    it(`refuses ${what}`, () => {
      expect(offerFault(offer, rules)?.kind).to.equal('sdp');
    });
  }

  it('never throws and never takes what is not a description', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
        expect(offerFault(text, rules)?.kind).to.equal('sdp');
      }),
    );
  });

  it('never throws when lines of a good offer are lost, doubled or moved', () => {
    const lines = sdp(audio, video).split('\r\n');
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...lines), { maxLength: 60 }), (shuffled) => {
        const fault = offerFault(shuffled.join('\r\n'), rules);
        expect(fault?.kind ?? 'none').to.be.oneOf(['none', 'sdp', 'codec-missing']);
      }),
    );
  });
});

describe('answerFault', () => {
  it('wants sections that receive, whatever their codecs', () => {
    expect(answerFault(sdp(section('audio', { direction: 'recvonly' })))).to.equal(null);
    expect(answerFault(sdp(audio))?.kind).to.equal('sdp');
    expect(answerFault('v=0')?.kind).to.equal('sdp');
  });
});

describe('candidates', () => {
  it('are told apart by their user fragment', () => {
    expect(ufragOfSdp(sdp(audio))).to.equal('abcd');
    expect(ufragOfSdp('v=0')).to.equal(null);
    expect(ufragOfCandidate('candidate:1 1 udp 1 127.0.0.1 9 typ host generation 0 ufrag abcd')).to.equal(
      'abcd',
    );
    expect(ufragOfCandidate('candidate:1 1 udp 1 127.0.0.1 9 typ host')).to.equal(null);
  });

  it('are handed on when they look like one, and when they are the end of them', () => {
    expect(isCandidate('candidate:1 1 udp 1 127.0.0.1 9 typ host')).to.equal(true);
    expect(isCandidate('')).to.equal(true);
    expect(isCandidate('hello')).to.equal(false);
    expect(isCandidate(`candidate:1 \r\na=x`)).to.equal(false);
    expect(isCandidate(`candidate:${'1'.repeat(600)}`)).to.equal(false);
  });
});

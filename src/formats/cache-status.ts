import { CacheClass } from '../model/event-kind.ts';

/** Words that mean the same wherever they are written: small letters, separators as `-`. */
const CLASS_BY_WORD: ReadonlyMap<string, CacheClass> = new Map([
  ['hit', CacheClass.hit],
  ['mem-hit', CacheClass.hit],
  ['ims-hit', CacheClass.hit],
  ['inm-hit', CacheClass.hit],
  ['negative-hit', CacheClass.hit],
  ['offline-hit', CacheClass.hit],
  ['hit-synth', CacheClass.synth],
  ['hit-stale', CacheClass.hit_stale],
  ['hitstale', CacheClass.hit_stale],
  ['stale', CacheClass.hit_stale],
  ['stale-hit', CacheClass.hit_stale],
  ['updating', CacheClass.hit_stale],
  ['refreshhit', CacheClass.reval],
  ['refresh-hit', CacheClass.reval],
  ['refresh-unmodified', CacheClass.reval],
  ['revalidated', CacheClass.reval],
  ['miss', CacheClass.miss],
  ['expired', CacheClass.miss],
  ['refresh-miss', CacheClass.miss],
  ['refresh-modified', CacheClass.miss],
  ['client-refresh-miss', CacheClass.miss],
  ['swapfail-miss', CacheClass.miss],
  ['expired-miss', CacheClass.miss],
  ['originshieldhit', CacheClass.shield],
  ['shield-hit', CacheClass.shield],
  ['pass', CacheClass.pass],
  ['hitpass', CacheClass.pass],
  ['hit-for-pass', CacheClass.pass],
  ['bypass', CacheClass.pass],
  ['dynamic', CacheClass.pass],
  ['notcacheable', CacheClass.pass],
  ['uncacheable', CacheClass.pass],
  ['synth', CacheClass.synth],
  ['redirect', CacheClass.synth],
  ['constructed', CacheClass.synth],
  ['lambdageneratedresponse', CacheClass.synth],
  ['functiongeneratedresponse', CacheClass.synth],
  ['denied', CacheClass.denied],
  ['limitexceeded', CacheClass.denied],
  ['error', CacheClass.error],
  ['capacityexceeded', CacheClass.error],
  ['abort', CacheClass.abort],
  ['aborted', CacheClass.abort],
]);

/**
 * Words of one vendor that mean something else, or nothing, elsewhere. Cloudflare writes NONE/UNKNOWN for
 * answers made at the edge; Akamai's log stream writes 1 for "from the edge's cache" and 0 for "not".
 */
const VENDOR_WORDS: readonly { readonly cdn: string; readonly words: ReadonlyMap<string, CacheClass> }[] = [
  {
    cdn: 'cloudflare',
    words: new Map([
      ['none', CacheClass.synth],
      ['unknown', CacheClass.synth],
      ['none/unknown', CacheClass.synth],
    ]),
  },
  {
    cdn: 'akamai',
    words: new Map([
      ['1', CacheClass.hit],
      ['0', CacheClass.miss],
    ]),
  },
];

/** Distinct words remembered per CDN. RFC 9211 values hold ages, so their number has no natural bound. */
const REMEMBERED = 1000;

/** Cache words of any vendor, as the classes that hit ratios are made of. */
export class CacheStatusReader {
  private readonly byCdn = new Map<string, Map<string, CacheClass>>();

  /**
   * @param word - as the vendor writes it, in any case; not empty
   * @param cdn - who wrote it; '' when the record does not say
   * @param status - HTTP status of the response; NaN when unknown
   * @returns the class; `unknown` for a word that no table holds
   */
  classOf(word: string, cdn: string, status: number): CacheClass {
    let known = this.byCdn.get(cdn);
    if (known === undefined) {
      if (this.byCdn.size >= REMEMBERED) this.byCdn.clear();
      known = new Map();
      this.byCdn.set(cdn, known);
    }
    let found = known.get(word);
    if (found === undefined) {
      found = classifyCacheStatus(word, cdn);
      if (known.size < REMEMBERED) known.set(word, found);
    }
    // An error verdict on a good status, or on none, is a client that left before the end (CloudFront).
    return found === CacheClass.error && (status === 200 || status === 0) ? CacheClass.abort : found;
  }
}

/** Class of one word without looking at the status; see {@link CacheStatusReader.classOf}. */
export function classifyCacheStatus(word: string, cdn: string): CacheClass {
  const lower = word.trim().toLowerCase();
  const vendor = cdn.toLowerCase();
  for (const { cdn: name, words } of VENDOR_WORDS) {
    const own = vendor.includes(name) ? words.get(lower) : undefined;
    if (own !== undefined) return own;
  }
  if (lower.includes(';')) return fromStandardHeader(lower);
  if (lower.includes(',')) return fromSeveralCaches(lower);
  return fromWord(lower);
}

function fromWord(lower: string): CacheClass {
  // "Hit from cloudfront", "TCP_MISS/200": what follows names a server or repeats the status.
  const bare = lower.split(/ from |[/ (]/, 1)[0] ?? '';
  const word = bare.replaceAll('_', '-').replace(/^(?:tcp|udp)-/, '');
  const known = CLASS_BY_WORD.get(word);
  if (known !== undefined) return known;
  if (word.endsWith('-aborted')) return CacheClass.abort;
  if (word.startsWith('denied') || word.startsWith('cookie-deny')) return CacheClass.denied;
  if (word.startsWith('error') || word.startsWith('bg-error') || word.startsWith('err-'))
    return CacheClass.error;
  if (word.startsWith('hit-stale')) return CacheClass.hit_stale;
  if (word.startsWith('hit-synth')) return CacheClass.synth;
  if (word.endsWith('-refresh')) return CacheClass.reval;
  if (word.startsWith('hit-')) return CacheClass.hit;
  if (word.startsWith('miss-')) return CacheClass.miss;
  if (word.startsWith('pass-')) return CacheClass.pass;
  return CacheClass.unknown;
}

/**
 * Verdicts of several caches. `X from child, Y from parent` names the edge first; a plain list of X-Cache
 * grows on the way to the viewer, so the edge is last.
 */
function fromSeveralCaches(lower: string): CacheClass {
  const verdicts = lower.split(',').map((part) => fromWord(part.trim()));
  if (/ from (?:child|parent)/.test(lower)) verdicts.reverse();
  return withShield(verdicts);
}

/** The last verdict is the edge's; a hit before it, behind an edge miss, was the shield's. */
function withShield(verdicts: readonly CacheClass[]): CacheClass {
  const edge = verdicts.at(-1) ?? CacheClass.unknown;
  if (edge !== CacheClass.miss) return edge;
  const behind = verdicts.slice(0, -1);
  return behind.some((verdict) => verdict === CacheClass.hit || verdict === CacheClass.hit_stale)
    ? CacheClass.shield
    : edge;
}

/** `Cache-Status` of RFC 9211: the first member is nearest to the origin, the last nearest to the user. */
function fromStandardHeader(lower: string): CacheClass {
  return withShield(lower.split(',').map(fromStandardMember));
}

function fromStandardMember(member: string): CacheClass {
  const parameters = new Map<string, string>();
  for (const parameter of member.split(';').slice(1)) {
    const [name = '', value = ''] = parameter.split('=', 2);
    parameters.set(name.trim(), value.trim());
  }
  const forwarded = parameters.get('fwd');
  if (parameters.has('hit')) {
    return (parameters.get('ttl') ?? '').startsWith('-') ? CacheClass.hit_stale : CacheClass.hit;
  }
  if (forwarded === undefined) return CacheClass.unknown;
  if (forwarded === 'bypass' || forwarded === 'method') return CacheClass.pass;
  if (forwarded === 'stale' && parameters.get('fwd-status') === '304') return CacheClass.reval;
  return CacheClass.miss;
}

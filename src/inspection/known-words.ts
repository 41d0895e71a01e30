import { PlayerState } from '../model/event-kind.ts';

/** What a word of an event field may mean. */
export interface Meaning {
  /** A word of `type`. */
  readonly type: string;
  /** State that the event brings, where `type` is `state`. */
  readonly state?: keyof typeof PlayerState;
  /** It is said when playback first begins. */
  readonly begins?: boolean;
  /** Field without which records with this word do not mean this. */
  readonly needs?: 'duration_ms' | 'startup_ms' | 'quality' | 'latency_ms';
  /** For people: what justifies it, beside the word. */
  readonly because?: string;
}

const JOIN: readonly Meaning[] = [{ type: 'join' }];
const LEAVE: readonly Meaning[] = [{ type: 'leave' }];
const HEARTBEAT: readonly Meaning[] = [{ type: 'heartbeat' }];
const ERROR: readonly Meaning[] = [{ type: 'error' }];
const REQUEST: readonly Meaning[] = [{ type: 'request' }];
const QUALITY: readonly Meaning[] = [
  { type: 'quality', needs: 'quality', because: 'it carries the rendition' },
];
const PLAYING: readonly Meaning[] = [{ type: 'state', state: 'playing' }];
const STALL: Meaning = { type: 'rebuffer', needs: 'duration_ms', because: 'it carries a duration' };
const STALL_BEGINS: readonly Meaning[] = [{ type: 'state', state: 'rebuffering' }];
const STARTED: readonly Meaning[] = [
  { type: 'startup', begins: true, needs: 'startup_ms', because: 'it carries the time until playback' },
  { type: 'state', state: 'playing', begins: true },
];
const MEANINGS: readonly (readonly [readonly Meaning[], string])[] = [
  [
    JOIN,
    'join viewerjoin sessionstart sessionstarted startsession videostart playrequest viewstart init videoplaybackstarted',
  ],
  [
    LEAVE,
    'leave viewerleave sessionend sessionended endsession videoend videoended videostop viewend stopped ended videoplaybackcompleted videoplaybackexited',
  ],
  [STARTED, 'firstframe startup videostartup playbackstarted playbackstart videoplaying'],
  [[{ type: 'state', state: 'playing', begins: true }], 'playing play'],
  [PLAYING, 'resume resumed videoplaybackresumed'],
  [[{ type: 'state', state: 'paused' }], 'pause paused videoplaybackpaused'],
  [[{ type: 'state', state: 'seeking' }], 'seek seeking seekstart videoplaybackseekstarted'],
  [PLAYING, 'seeked seekend videoplaybackseekcompleted'],
  [
    STALL_BEGINS,
    'bufferingstart bufferingstarted bufferstart stallstart rebufferstart videoplaybackbufferstarted',
  ],
  [
    [STALL, ...PLAYING],
    'bufferingend bufferingended bufferend stallend rebufferend buffered videoplaybackbuffercompleted',
  ],
  [[STALL, ...STALL_BEGINS], 'buffering stall stalled rebuffer rebuffering'],
  [
    QUALITY,
    'quality qualitychange qualitychanged qualityswitch renditionchange renditionchanged levelswitched bitratechanged bitratechange',
  ],
  [HEARTBEAT, 'heartbeat ping timeupdate keepalive'],
  [ERROR, 'error playbackerror videoerror playererror fatalerror'],
  [REQUEST, 'request cdnrequest httprequest segmentrequest'],
  [[{ type: 'latency', needs: 'latency_ms', because: 'it carries the latency' }], 'latency latencysample'],
];

const BY_WORD: ReadonlyMap<string, readonly Meaning[]> = new Map(
  MEANINGS.flatMap(([meanings, words]) => words.split(' ').map((word) => [word, meanings] as const)),
);

/** What a word of an event field may mean, the first whose needs are met; empty for one that is not known. */
export function meaningsOf(word: string): readonly Meaning[] {
  return BY_WORD.get(plainWord(word)) ?? [];
}

/** Words of a player's state in other words than ours. */
const STATES: ReadonlyMap<string, keyof typeof PlayerState> = new Map([
  ['play', 'playing'],
  ['pause', 'paused'],
  ['buffering', 'rebuffering'],
  ['stalled', 'rebuffering'],
  ['seek', 'seeking'],
  ['stopped', 'ended'],
]);

/** The state that a word of a state field means; null for one that is not known. */
export function stateOf(word: string): keyof typeof PlayerState | null {
  const plain = plainWord(word);
  const own = (Object.keys(PlayerState) as (keyof typeof PlayerState)[]).find((state) => state === plain);
  return own ?? STATES.get(plain) ?? null;
}

function plainWord(word: string): string {
  return word.toLowerCase().replace(/[^a-z0-9]/g, '');
}

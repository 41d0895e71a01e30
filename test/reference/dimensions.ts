import type { CanonicalEvent } from './canonical-event.ts';
import { randomOf } from './random.ts';

/** Every dimension, with the few values that {@link withDimensions} gives it. */
export const VALUES: ReadonlyMap<string, readonly [string, ...string[]]> = new Map([
  ['location', ['BR', 'DE']],
  ['user_agent', ['Mozilla/5.0', 'hls, "player" 2']],
  ['device', ['phone', 'tv']],
  ['os', ['ios', 'android']],
  ['player', ['a', 'b']],
  ['app_version', ['1.0', '2.0']],
  ['isp', ['west', 'ost']],
  ['cdn', ['one', 'two']],
  ['edge', ['fra1', 'gru1', 'iad1']],
  ['content_id', ['final', 'semi']],
  ['tags.group', ['x', 'y']],
]);

/** The same events, some of them with dimensions, in no plan: late, changing, or never. */
export function withDimensions(events: readonly CanonicalEvent[], seed: number): CanonicalEvent[] {
  const random = randomOf(seed + 7);
  return events.map((event) => {
    const own: Record<string, unknown> = {};
    for (const [name, values] of VALUES) {
      if (!random.chance(0.25)) continue;
      const value = random.pick(values);
      if (name === 'tags.group') own['tags'] = { group: value };
      else own[name] = value;
    }
    return { ...event, ...own };
  });
}

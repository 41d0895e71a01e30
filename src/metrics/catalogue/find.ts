import { distanceOf, isNear } from '../../model/edit-distance.ts';
import type { MetricEntry } from '../../model/metric-entry.ts';
import { METRICS } from './all.ts';
import { memberOf } from './members.ts';

/** What a name led to. */
export interface MetricSearch {
  /** null: there is no such figure, or several are called so. */
  readonly entry: MetricEntry | null;
  /** Without an entry: the figures that the short name fits, else the names that are near, nearest first; one to five. */
  readonly candidates: readonly string[];
}

const SHOWN = 5;

/**
 * Finds a figure by its path (`viewers.startup_ms.p95`), or by the end of it (`startup_ms.p95`, `rebuffer_ratio`)
 * while only one path ends so. Members of distributions and keys of tables (`cdn.by_status.404`) are found too.
 */
export function findMetric(name: string): MetricSearch {
  const exact = lookUp(name, (entry, id) => entry.id === id);
  if (exact[0] !== undefined) return { entry: exact[0], candidates: [] };
  const ending = lookUp(name, (entry, id) => entry.id.endsWith(`.${id}`));
  if (ending.length === 1) return { entry: ending[0] ?? null, candidates: [] };
  if (ending.length > 1) return { entry: null, candidates: ending.map(({ id }) => id).slice(0, SHOWN) };
  return { entry: null, candidates: nearest(name) };
}

/** Entries that a name fits as it is, or whose member it is. */
function lookUp(name: string, fits: (entry: MetricEntry, id: string) => boolean): MetricEntry[] {
  const found = METRICS.filter((entry) => fits(entry, name));
  if (found.length > 0) return found;
  const dot = name.lastIndexOf('.');
  if (dot < 0) return [];
  const owners = METRICS.filter((entry) => fits(entry, name.slice(0, dot)));
  return owners.flatMap((owner) => memberOf(owner, name.slice(dot + 1)) ?? []);
}

/** Near names, of the whole path or of its end, whichever is nearer; the nearest in any case. */
function nearest(name: string): string[] {
  const wanted = name.toLowerCase();
  const distances = METRICS.map(({ id }, order) => {
    const end = id.slice(id.lastIndexOf('.') + 1);
    return { id, order, distance: Math.min(distanceOf(wanted, id), distanceOf(wanted, end)) };
  });
  distances.sort((a, b) => a.distance - b.distance || a.order - b.order);
  // What is not near is no help beyond the first.
  return distances
    .filter(({ distance }, at) => at === 0 || isNear(wanted, distance))
    .slice(0, SHOWN)
    .map(({ id }) => id);
}

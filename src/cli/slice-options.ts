import type { Command } from 'commander';
import { nearNames } from '../model/edit-distance.ts';
import { UsageError } from '../model/errors.ts';
import {
  breakdownName,
  type Condition,
  DIMENSIONS,
  isDimension,
  NO_SLICES,
  type SliceRequest,
} from '../model/slices.ts';
import { collect } from './input-options.ts';

/** Options that choose slices, as commander hands them over. */
export interface SliceFlags {
  readonly where?: readonly string[];
  readonly by?: readonly string[];
  readonly top?: string;
}

/** Adds the option that chooses who counts. */
export function addWhereOption(command: Command): Command {
  return command.option(
    '--where <DIM=V>',
    'only viewers and requests with this value, e.g. device=tv,phone or edge!=fra1 (repeatable: all must hold)',
    collect,
  );
}

/** Adds the options that choose who counts and what is told apart. */
export function addSliceOptions(command: Command): Command {
  return addWhereOption(command)
    .option(
      '--by <DIM>',
      'figures for each value of a dimension, e.g. location,device or device+os (repeatable)',
      collect,
    )
    .option('--top <N>', 'values shown of each dimension; the others are shown together (default: 10)');
}

/**
 * The slices that flags ask for.
 *
 * @throws UsageError naming the flag, what came and what was expected
 */
export function slicesOf(flags: SliceFlags): SliceRequest {
  const by = (flags.by ?? []).flatMap((text) => text.split(',')).map(breakdownOf);
  const named = new Map(by.map((dimensions) => [breakdownName(dimensions), dimensions]));
  return {
    where: (flags.where ?? []).map(conditionOf),
    by: [...named.values()],
    top: flags.top === undefined ? NO_SLICES.top : topOf(flags.top),
  };
}

function conditionOf(text: string): Condition {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError(`--where: expected DIM=VALUE or DIM!=VALUE, found ${text}`);
  const isNot = text[at - 1] === '!';
  const dimension = dimensionOf('--where', text.slice(0, isNot ? at - 1 : at));
  return { dimension, values: text.slice(at + 1).split(','), isNot };
}

function breakdownOf(text: string): string[] {
  const dimensions = text.split('+').map((name) => dimensionOf('--by', name));
  if (dimensions.length > 2) throw new UsageError(`--by: expected DIM or DIM+DIM, found ${text}`);
  if (new Set(dimensions).size < dimensions.length)
    throw new UsageError(`--by: expected two dimensions, found ${text}`);
  return dimensions;
}

function dimensionOf(flag: string, typed: string): string {
  const name = typed.trim();
  if (isDimension(name)) return name;
  const [near] = nearNames(name, DIMENSIONS);
  const meant = near === undefined ? '' : `; did you mean ${near}?`;
  throw new UsageError(`${flag}: no dimension ${name}, there are ${DIMENSIONS.join(', ')}, tags.KEY${meant}`);
}

function topOf(text: string): number {
  const value = Number(text);
  if (!/^\d{1,5}$/.test(text) || value < 1)
    throw new UsageError(`--top: expected a number from 1 to 99999, found ${text}`);
  return value;
}

import { Chalk, type ChalkInstance, type ColorSupportLevel, supportsColor } from 'chalk';
import { type Command, Option } from 'commander';
import type { RenderOptions } from '../renderers/renderer.ts';

/** Options about what people see, as commander hands them over. */
export interface ViewFlags {
  readonly color?: boolean;
  readonly full?: boolean;
  readonly timezone?: string;
  readonly title?: string;
}

/** Adds the options about colour, which every command has that prints for people. */
export function addColorOptions(command: Command): Command {
  return command
    .addOption(new Option('--color', 'use colours even when this is no terminal'))
    .addOption(new Option('--no-color', 'use no colours'));
}

const DEFAULT_COLUMNS = 80;

/** What the terminal can show, and what the user wants of it. */
export function renderOptionsOf(flags: ViewFlags, series: boolean): RenderOptions {
  return {
    columns: columnsOf(),
    chalk: chalkOf(flags.color),
    unicode: speaksUnicode(),
    full: flags.full ?? false,
    series,
    timezone: flags.timezone ?? 'UTC',
    title: flags.title ?? null,
  };
}

/** The same for a file, which no terminal of this moment says anything about: 80 columns, UTF-8, no colour. */
export function fileOptionsOf(options: RenderOptions): RenderOptions {
  return { ...options, columns: DEFAULT_COLUMNS, chalk: new Chalk({ level: 0 }), unicode: true };
}

function columnsOf(): number {
  const told = Number(process.env['COLUMNS']);
  const columns = process.stdout.columns ?? (Number.isInteger(told) && told > 0 ? told : DEFAULT_COLUMNS);
  return Math.max(columns, 20);
}

function chalkOf(color: boolean | undefined): ChalkInstance {
  return new Chalk({ level: levelOf(color) });
}

function levelOf(color: boolean | undefined): ColorSupportLevel {
  if (color === false) return 0;
  const detected = supportsColor === false ? 0 : supportsColor.level;
  if (color === true) return detected === 0 ? 2 : detected;
  // An empty NO_COLOR means nothing; any other value turns colours off (no-color.org).
  if ((process.env['NO_COLOR'] ?? '') !== '') return 0;
  return process.stdout.isTTY === true ? detected : 0;
}

/** Whether the locale's encoding is UTF-8; where nothing is said (containers, CI) it is taken for UTF-8. */
function speaksUnicode(): boolean {
  const { LC_ALL, LC_CTYPE, LANG } = process.env;
  const locale = [LC_ALL, LC_CTYPE, LANG].find((value) => value !== undefined && value !== '');
  if (process.env['TERM'] === 'dumb' || process.env['TERM'] === 'linux') return false;
  return locale === undefined || /utf-?8/i.test(locale);
}

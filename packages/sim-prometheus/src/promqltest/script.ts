import { parseDurationMs, parseNumber } from '../promql/literals.ts';
import { type ExpectedSeries, parseExpectedLine } from './series-notation.ts';

/** A step of a script in the language of Prometheus' promql/promqltest. */
export type Command =
  | { kind: 'clear'; line: number }
  | { kind: 'load'; line: number; stepMs: number; series: ExpectedSeries[] }
  | { kind: 'eval'; line: number; query: string; when: EvalTime; expected: Expected };

export type EvalTime = { kind: 'instant'; atMs: number } | { kind: 'range'; startMs: number; endMs: number; stepMs: number };

export interface Expected {
  fails: boolean;
  /** Text or expression that the failure must match, where the script says so. */
  failure: { kind: 'text' | 'regex'; value: string } | null;
  ordered: boolean;
  warns: boolean | null;
  informs: boolean | null;
  text: string | null;
  scalar: number | null;
  series: ExpectedSeries[];
}

/** Throws `Error` with the line number where the script itself is malformed. */
export function parseScript(text: string): Command[] {
  const commands: Command[] = [];
  text.split('\n').forEach((raw, i) => {
    const line = i + 1;
    const trimmed = raw.trim();
    if (trimmed === '' || trimmed.startsWith('#')) return;
    const last = commands.at(-1);
    if (/^\s/.test(raw) && last !== undefined) readDetail(last, trimmed, line);
    else commands.push(readCommand(trimmed, line));
  });
  return commands;
}

function readCommand(text: string, line: number): Command {
  if (text === 'clear') return { kind: 'clear', line };
  const load = /^load\s+(\S+)$/.exec(text);
  if (load !== null) return { kind: 'load', line, stepMs: durationOf(load[1], line), series: [] };
  const evaluation = /^eval(?:_(fail|warn|info|ordered))?\s+(.+)$/s.exec(text);
  if (evaluation === null) throw new Error(`line ${line}: unknown command ${text}`);
  const [, variant, rest = ''] = evaluation;
  const expected: Expected = {
    fails: variant === 'fail',
    failure: null,
    ordered: variant === 'ordered',
    warns: variant === 'warn' ? true : null,
    informs: variant === 'info' ? true : null,
    text: null,
    scalar: null,
    series: [],
  };
  return { kind: 'eval', line, expected, ...readEvaluation(rest, line) };
}

function readEvaluation(text: string, line: number): { query: string; when: EvalTime } {
  const instant = /^instant\s+at\s+(\S+)\s+(.+)$/s.exec(text);
  if (instant !== null) return { query: instant[2] ?? '', when: { kind: 'instant', atMs: durationOf(instant[1], line) } };
  const range = /^range\s+from\s+(\S+)\s+to\s+(\S+)\s+step\s+(\S+)\s+(.+)$/s.exec(text);
  if (range === null) throw new Error(`line ${line}: unknown evaluation ${text}`);
  const [startMs, endMs, stepMs] = [durationOf(range[1], line), durationOf(range[2], line), durationOf(range[3], line)];
  return { query: range[4] ?? '', when: { kind: 'range', startMs, endMs, stepMs } };
}

/** An offset from the epoch: `50m`, `0`, `-10s`. */
function durationOf(text: string | undefined, line: number): number {
  const match = /^(-?)(.+)$/.exec(text ?? '');
  const ms = match === null ? undefined : (parseDurationMs(match[2] ?? '') ?? secondsOf(match[2] ?? ''));
  if (match === null || ms === undefined) throw new Error(`line ${line}: ${text} is no duration`);
  return match[1] === '-' ? -ms : ms;
}

function secondsOf(text: string): number | undefined {
  const seconds = parseNumber(text);
  return seconds === undefined ? undefined : Math.round(seconds * 1000);
}

function readDetail(command: Command, text: string, line: number): void {
  if (command.kind === 'clear') throw new Error(`line ${line}: clear takes no details`);
  if (command.kind === 'load') command.series.push(parseExpectedLine(text, line));
  else if (text.startsWith('expect ')) readExpectation(command.expected, text.slice('expect '.length).trim(), line);
  else if (/^expected_fail_(message|regexp)\s/.test(text)) readOldFailure(command.expected, text);
  else {
    const scalar = parseNumber(text.replace(/^[+-]/, ''));
    if (scalar !== undefined) command.expected.scalar = text.startsWith('-') ? -scalar : scalar;
    else command.expected.series.push(parseExpectedLine(text, line));
  }
}

function readOldFailure(expected: Expected, text: string): void {
  const [, kind, value = ''] = /^expected_fail_(message|regexp)\s+(.*)$/.exec(text) ?? [];
  expected.failure = { kind: kind === 'message' ? 'text' : 'regex', value };
}

function readExpectation(expected: Expected, text: string, line: number): void {
  const [, word = '', rest = ''] = /^(\w+)\s*(.*)$/s.exec(text) ?? [];
  const message = /^(msg|regex):\s*(.*)$/s.exec(rest);
  switch (word) {
    case 'fail':
      expected.fails = true;
      if (message !== null) expected.failure = { kind: message[1] === 'msg' ? 'text' : 'regex', value: message[2] ?? '' };
      return;
    case 'warn':
    case 'no_warn':
      expected.warns = word === 'warn';
      return;
    case 'info':
    case 'no_info':
      expected.informs = word === 'info';
      return;
    case 'ordered':
      expected.ordered = true;
      return;
    case 'string':
      expected.text = rest.slice(1, -1);
      return;
    default:
      throw new Error(`line ${line}: unknown expectation ${word}`);
  }
}

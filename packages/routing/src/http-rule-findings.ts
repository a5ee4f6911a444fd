import type { FindingSink } from './finding-sink.ts';

/** What is wrong with one entry of a VirtualService's `spec.http`. */
export function findInHttpRule(sink: FindingSink, value: unknown, path: string): void {
  const rule = sink.fields(value, path);
  for (const [index, match] of sink.list(rule.match, `${path}.match`).entries()) findInMatch(sink, match, `${path}.match[${index}]`);
  findInDestinations(sink, rule.route, `${path}.route`);
  findInActions(sink, rule, path);
  sink.duration(rule.timeout, `${path}.timeout`);
  const retries = sink.fields(rule.retries, `${path}.retries`);
  sink.duration(retries.perTryTimeout, `${path}.retries.perTryTimeout`);
  sink.duration(retries.backoff, `${path}.retries.backoff`);
  sink.number(retries.attempts, `${path}.retries.attempts`);
  findInFault(sink, rule.fault, `${path}.fault`);
  const rewrite = sink.fields(rule.rewrite, `${path}.rewrite`);
  const regex = sink.fields(rewrite.uriRegexRewrite, `${path}.rewrite.uriRegexRewrite`);
  sink.regex(regex.match, `${path}.rewrite.uriRegexRewrite.match`);
  const mirror = sink.fields(rule.mirror, `${path}.mirror`);
  sink.host(mirror.host, `${path}.mirror.host`);
  sink.percent(sink.fields(rule.mirrorPercentage, `${path}.mirrorPercentage`).value, `${path}.mirrorPercentage.value`);
}

function findInMatch(sink: FindingSink, value: unknown, path: string): void {
  const match = sink.fields(value, path);
  for (const field of ['uri', 'scheme', 'method', 'authority']) {
    if (match[field] !== undefined) findInText(sink, match[field], `${path}.${field}`, true);
  }
  for (const field of ['headers', 'withoutHeaders', 'queryParams']) {
    const entries = Object.entries(sink.fields(match[field], `${path}.${field}`));
    for (const [name, text] of entries) findInText(sink, text, `${path}.${field}.${name}`, false);
  }
  sink.port(match.port, `${path}.port`);
  sink.fields(match.sourceLabels, `${path}.sourceLabels`);
  sink.texts(match.gateways, `${path}.gateways`);
}

/** Without exact, prefix and regex a header or parameter only has to be there; elsewhere that says nothing. */
function findInText(sink: FindingSink, value: unknown, path: string, isRequired: boolean): void {
  const match = sink.fields(value, path);
  sink.text(match.exact, `${path}.exact`);
  sink.text(match.prefix, `${path}.prefix`);
  sink.regex(match.regex, `${path}.regex`);
  if (isRequired && match.exact === undefined && match.prefix === undefined && match.regex === undefined) sink.add('MF-MATCH', path);
}

function findInDestinations(sink: FindingSink, value: unknown, path: string): void {
  const destinations = sink.list(value, path);
  let total = 0;
  for (const [index, entry] of destinations.entries()) {
    const at = `${path}[${index}]`;
    const route = sink.fields(entry, at);
    const weight = sink.number(route.weight, `${at}.weight`) ?? 0;
    if (weight < 0) sink.add('MF-WEIGHT', `${at}.weight`, { weight });
    total += Math.max(0, weight);
    const destination = sink.fields(route.destination, `${at}.destination`);
    sink.host(destination.host, `${at}.destination.host`);
    sink.port(sink.fields(destination.port, `${at}.destination.port`).number, `${at}.destination.port.number`);
  }
  if (destinations.length > 1 && total === 0) sink.add('MF-WEIGHTS', path, { destinations: destinations.length });
}

/** In the order in which the engine looks for them. */
const ACTIONS = ['delegate', 'redirect', 'directResponse', 'route'];

function findInActions(sink: FindingSink, rule: Readonly<Record<string, unknown>>, path: string): void {
  const present = ACTIONS.filter((action) => rule[action] !== undefined && rule[action] !== null);
  const [used, ...others] = present;
  if (used === undefined) {
    sink.add('MF-NO-ACTION', path);
    return;
  }
  const answersItself = used === 'redirect' || used === 'directResponse';
  const ignored = answersItself ? [...others, ...['rewrite', 'fault'].filter((field) => rule[field] !== undefined)] : others;
  for (const field of ignored) sink.add('MF-CONTRADICTION', `${path}.${field}`, { used, ignored: field });
}

function findInFault(sink: FindingSink, value: unknown, path: string): void {
  const fault = sink.fields(value, path);
  for (const kind of ['delay', 'abort']) {
    const injected = sink.fields(fault[kind], `${path}.${kind}`);
    sink.duration(injected.fixedDelay, `${path}.${kind}.fixedDelay`);
    sink.percent(sink.fields(injected.percentage, `${path}.${kind}.percentage`).value, `${path}.${kind}.percentage.value`);
  }
}

import { describeVerdict, describeWhatIf, fitsLog, type Journey } from '@pidalio/explain';
import { describe, type Stop } from '@pidalio/routing';
import { placeOfStop } from './place-of-stop.ts';
import type { Told } from './told.ts';

/** The story as data: codes and values for programs, with the words and places that the text output has. */
export function writeJson(told: Told): string {
  const { journey, whatIfs, locale } = told;
  const story = {
    request: journey.request,
    senderFrom: told.senderFrom,
    ...(told.log === undefined ? {} : { log: told.log }),
    ...journeyOf(told, journey),
    alternatives: journey.alternatives.map((alternative) => ({
      assumption: stopOf(told, alternative.assumption),
      ...journeyOf(told, alternative.journey),
    })),
    whatIfs: whatIfs.map((whatIf) => ({
      code: whatIf.code,
      values: whatIf.values,
      text: describeWhatIf(whatIf, locale),
      verdict: { ...whatIf.verdict, ...describeVerdict(whatIf.verdict, locale) },
      routeName: whatIf.caller.routeName,
      outcomes: whatIf.outcomes,
    })),
  };
  return `${JSON.stringify(story, null, 2)}\n`;
}

function journeyOf(told: Told, journey: Journey) {
  const { verdict, certain, caller, arrivals, outcomes, series } = journey;
  const { stops, alternatives: _, ...decision } = caller;
  return {
    verdict: { ...verdict, ...describeVerdict(verdict, told.locale) },
    ...(certain === verdict ? {} : { certain: { ...certain, ...describeVerdict(certain, told.locale) } }),
    ...(told.log === undefined ? {} : { fitsLog: fitsLog(journey, told.log) }),
    outcomes,
    decision,
    stops: stops.map((stop) => stopOf(told, stop)),
    arrivals: arrivals.map((arrival) => ({ ...arrival, stops: arrival.stops.map((stop) => stopOf(told, stop)) })),
    series,
  };
}

function stopOf({ mesh, sources, locale }: Told, stop: Stop) {
  const { file, line } = placeOfStop(mesh, sources, stop) ?? {};
  return { ...stop, text: describe(stop, locale), ...(file === undefined ? {} : { file, line }) };
}

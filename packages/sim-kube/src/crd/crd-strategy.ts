import { isObject, isString, listAt, objectAt, stringAt } from '../json.ts';
import type { Strategy } from '../resource.ts';
import type { JsonObject } from '../types.ts';
import { crdErrors } from './crd-errors.ts';

/** What is particular about CustomResourceDefinitions: names filled in, accepted at once. */
export const crdStrategy: Partial<Strategy> = {
  allowsUnconditionalUpdate: false,
  prepare: (crd, _old, { time, subresource }) => {
    if (subresource !== '') return;
    const spec = objectAt(crd, 'spec');
    if (!spec) return;
    fillNames(spec);
    crd.status = statusOf(crd, spec, time);
  },
  validate: (crd) => crdErrors(crd),
};

function fillNames(spec: JsonObject): void {
  const names = objectAt(spec, 'names');
  if (!names) return;
  const kind = stringAt(names, 'kind') ?? '';
  if (!names.singular && kind) names.singular = kind.toLowerCase();
  if (!names.listKind && kind) names.listKind = `${kind}List`;
}

function statusOf(crd: JsonObject, spec: JsonObject, time: string): JsonObject {
  const storage = listAt(spec, 'versions').find((version) => isObject(version) && version.storage === true);
  const name = stringAt(storage, 'name');
  const stored = listAt(crd, 'status', 'storedVersions').filter(isString);
  const since = (type: string) =>
    stringAt(
      listAt(crd, 'status', 'conditions').find((condition) => stringAt(condition, 'type') === type),
      'lastTransitionTime',
    ) ?? time;
  return {
    acceptedNames: objectAt(spec, 'names'),
    conditions: [
      {
        lastTransitionTime: since('NamesAccepted'),
        message: 'no conflicts found',
        reason: 'NoConflicts',
        status: 'True',
        type: 'NamesAccepted',
      },
      {
        lastTransitionTime: since('Established'),
        message: 'the initial names have been accepted',
        reason: 'InitialNamesAccepted',
        status: 'True',
        type: 'Established',
      },
    ],
    storedVersions: name === undefined || stored.includes(name) ? stored : [...stored, name],
  };
}

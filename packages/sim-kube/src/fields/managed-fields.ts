import { at, cloneJson, equalJson, isObject, isString, stringAt } from '../json.ts';
import type { Schema } from '../schema/schema.ts';
import { failure, type KubeStatusError } from '../status.ts';
import type { JsonObject } from '../types.ts';
import { FieldSet } from './field-set.ts';
import { compare, formatPath, merge, namesDeclaredField, removeItems, toFieldSet } from './typed.ts';

// Follows sigs.k8s.io/structured-merge-diff/v6/merge (Updater) and k8s.io/apimachinery/pkg/util/managedfields.

/** Who writes, through which endpoint, when. */
export interface Writer {
  manager: string;
  apiVersion: string;
  /** Subresource name or ''. */
  subresource: string;
  /** RFC 3339 */
  time: string;
  /** Fields that this endpoint never changes and therefore never owns. */
  ignored: FieldSet;
}

interface Entry {
  manager: string;
  operation: string;
  apiVersion: string;
  subresource: string;
  time: string | undefined;
  fields: FieldSet;
}

type Entries = Map<string, Entry>;

/** Fields that nobody owns: identity and what the server sets. */
const unowned = FieldSet.fromPaths([
  ['f:apiVersion'],
  ['f:kind'],
  ['f:metadata'],
  ...['name', 'namespace', 'creationTimestamp', 'selfLink', 'uid', 'clusterName', 'generation', 'managedFields', 'resourceVersion'].map(
    (field) => ['f:metadata', `f:${field}`],
  ),
]);

/** Records a create, update or patch: `next` gets new managedFields. `live` is what was stored, or the empty object of the kind. */
export function trackUpdate(live: JsonObject, next: JsonObject, schema: Schema | undefined, writer: Writer): JsonObject {
  const entries = entriesToKeep(live, next, writer.subresource !== '');
  const before = withoutManagedFields(live);
  const after = withoutManagedFields(next);
  const key = entryKey('Update', writer);
  const comparison = compare(before, after, schema);
  const gained = comparison.added.union(comparison.modified).recursiveDifference(writer.ignored);
  const removed = comparison.removed.recursiveDifference(writer.ignored);
  disown(entries, key, gained, removed);
  const own = entries.get(key);
  const kept = own ? own.fields.difference(removed) : new FieldSet();
  const fields = kept.union(gained).difference(unowned);
  if (fields.isEmpty) entries.delete(key);
  else {
    const changed = !own?.fields.equals(fields) || !gained.difference(unowned).isEmpty;
    entries.set(key, { ...writer, operation: 'Update', time: changed ? writer.time : own?.time, fields });
  }
  return withEntries(after, entries);
}

/** Server-side apply: the merged object with new managedFields; throws 409 with one cause per contested field. */
export function apply(live: JsonObject, config: JsonObject, schema: Schema | undefined, writer: Writer, force: boolean): JsonObject {
  const entries = decodeEntries(at(live, 'metadata', 'managedFields'));
  const before = withoutManagedFields(live);
  const applied = withoutManagedFields(config);
  const key = entryKey('Apply', writer);
  const last = entries.get(key);
  const configured = toFieldSet(applied, schema).recursiveDifference(writer.ignored);
  // While pruning, the identity in the configuration counts as owned: it keeps `metadata` in place.
  entries.set(key, { ...writer, operation: 'Apply', time: last?.time, fields: configured });

  const merged = merge(before, applied, schema);
  const next = last ? pruneGivenUp(merged, entries, last.fields, schema) : merged;
  if (!isObject(next)) throw new Error('an applied object always keeps its identity');

  const { added, modified, removed } = compare(before, next, schema);
  const changed = added.union(modified).recursiveDifference(writer.ignored);
  const owned = configured.difference(unowned);
  if (!force) refuseConflicts(entries, key, changed);
  disown(entries, key, changed, removed.recursiveDifference(writer.ignored));
  const isChange = !changed.isEmpty || !removed.isEmpty;
  if (owned.isEmpty) entries.delete(key);
  else entries.set(key, { ...writer, operation: 'Apply', time: isChange ? writer.time : last?.time, fields: owned });
  return withEntries(next, entries);
}

/** Removes what this manager applied last time and no longer does, unless someone else owns it (merge.Updater.prune). */
function pruneGivenUp(merged: unknown, entries: Entries, lastFields: FieldSet, schema: Schema | undefined): unknown {
  const named = (set: FieldSet) => set.withNamedFields((path) => namesDeclaredField(path, schema));
  const last = named(lastFields);
  const mergedSet = named(toFieldSet(merged, schema));
  let pruned = removeItems(merged, last, schema);
  let managed = new FieldSet();
  for (const entry of entries.values()) managed = managed.union(entry.fields);
  const stillOwned = named(toFieldSet(pruned, schema)).union(named(managed));
  pruned = removeItems(merged, mergedSet.difference(stillOwned), schema);
  const prunedSet = named(toFieldSet(pruned, schema));
  return removeItems(merged, mergedSet.difference(prunedSet).intersection(last), schema);
}

function disown(entries: Entries, except: string, changed: FieldSet, removed: FieldSet): void {
  for (const [key, entry] of entries) {
    if (key === except) continue;
    const fields = entry.fields.difference(changed).difference(removed);
    if (fields.isEmpty) entries.delete(key);
    else entries.set(key, { ...entry, fields });
  }
}

function refuseConflicts(entries: Entries, applier: string, changed: FieldSet): void {
  const conflicts: { entry: Entry; path: string }[] = [];
  for (const [key, entry] of [...entries].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (key === applier) continue;
    for (const path of entry.fields.intersection(changed).paths()) conflicts.push({ entry, path: formatPath(path) });
  }
  if (conflicts.length > 0) throw applyConflict(conflicts);
}

function applyConflict(conflicts: readonly { entry: Entry; path: string }[]): KubeStatusError {
  const causes = conflicts.map(({ entry, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${describeManager(entry)}`,
    field: path,
  }));
  const first = conflicts[0];
  const message =
    conflicts.length === 1 && first
      ? `Apply failed with 1 conflict: conflict with ${describeManager(first.entry)}: ${first.path}`
      : `Apply failed with ${conflicts.length} conflicts: ${[...groupByManager(conflicts)]
          .map(([manager, paths]) => `conflicts with ${manager}:\n${paths.map((path) => `- ${path}`).join('\n')}`)
          .join('\n')}`;
  return failure(409, 'Conflict', message, { causes });
}

function groupByManager(conflicts: readonly { entry: Entry; path: string }[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { entry, path } of conflicts) {
    const manager = describeManager(entry);
    groups.set(manager, [...(groups.get(manager) ?? []), path]);
  }
  return groups;
}

function describeManager({ manager, subresource, operation, apiVersion }: Entry): string {
  const name = JSON.stringify(manager) + (subresource ? ` with subresource ${JSON.stringify(subresource)}` : '');
  return operation === 'Update' ? `${name} using ${apiVersion}` : name;
}

/** Appliers are one manager whatever the version; updaters are one per version (managedfields BuildManagerIdentifier). */
function entryKey(operation: string, { manager, apiVersion, subresource }: { manager: string; apiVersion: string; subresource: string }) {
  return JSON.stringify([operation, manager, subresource, operation === 'Update' ? apiVersion : '']);
}

/** A client may send managedFields to change them; otherwise, or when they do not parse, those of the live object stay. */
function entriesToKeep(live: JsonObject, next: JsonObject, isSubresource: boolean): Entries {
  const sent = at(next, 'metadata', 'managedFields');
  const stored = () => decodeEntries(at(live, 'metadata', 'managedFields'));
  if (isSubresource || !Array.isArray(sent)) return stored();
  if (sent.length === 1 && equalJson(sent[0], {})) return new Map();
  const entries = decodeEntries(sent);
  return entries.size > 0 ? entries : stored();
}

function decodeEntries(list: unknown): Entries {
  const entries: Entries = new Map();
  for (const raw of Array.isArray(list) ? list : []) {
    const [manager, operation, apiVersion] = [
      stringAt(raw, 'manager') ?? '',
      stringAt(raw, 'operation') ?? '',
      stringAt(raw, 'apiVersion') ?? '',
    ];
    const subresource = stringAt(raw, 'subresource') ?? '';
    const fields = FieldSet.fromFieldsV1(at(raw, 'fieldsV1'));
    const entry = { manager, operation, apiVersion, subresource, time: stringAt(raw, 'time'), fields };
    entries.set(entryKey(operation, entry), entry);
  }
  return entries;
}

function withoutManagedFields(object: JsonObject): JsonObject {
  if (!isObject(object.metadata)) return object;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

function withEntries(object: JsonObject, entries: Entries): JsonObject {
  const managedFields = [...entries.values()].sort(byAge).map((entry) => ({
    apiVersion: entry.apiVersion,
    fieldsType: 'FieldsV1',
    fieldsV1: entry.fields.toFieldsV1(),
    manager: entry.manager,
    operation: entry.operation,
    ...(entry.subresource ? { subresource: entry.subresource } : {}),
    ...(entry.time ? { time: entry.time } : {}),
  }));
  const metadata = { ...(isObject(object.metadata) ? cloneJson(object.metadata) : {}) };
  return { ...object, metadata: managedFields.length > 0 ? { ...metadata, managedFields } : metadata };
}

function byAge(a: Entry, b: Entry): number {
  const order = (entry: Entry) => `${entry.operation}|${entry.time ?? ''}|${entry.manager}|${entry.apiVersion}|${entry.subresource}`;
  return order(a) < order(b) ? -1 : 1;
}

/** True when two states differ in nothing but the times inside managedFields, which alone are no reason to write. */
export function sameButTimes(a: JsonObject, b: JsonObject): boolean {
  return equalJson(withoutTimes(a), withoutTimes(b));
}

function withoutTimes(object: JsonObject): JsonObject {
  const entries = at(object, 'metadata', 'managedFields');
  if (!isObject(object.metadata) || !Array.isArray(entries)) return object;
  const managedFields = entries.map((entry: unknown) => (isObject(entry) && isString(entry.time) ? { ...entry, time: '' } : entry));
  return { ...object, metadata: { ...object.metadata, managedFields } };
}

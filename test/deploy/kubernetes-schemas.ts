/** The schemas of the OpenAPI description of Kubernetes, compiled by kubernetes-models. */

import * as apps from 'kubernetes-models/apps/v1';
import * as autoscaling from 'kubernetes-models/autoscaling/v2';
import * as networking from 'kubernetes-models/networking.k8s.io/v1';
import * as policy from 'kubernetes-models/policy/v1';
import * as core from 'kubernetes-models/v1';
import type { Manifest } from './manifests.js';

type Models = Record<string, { prototype: { validate(): void } } | undefined>;

const GROUPS: Record<string, unknown> = {
  v1: core,
  'apps/v1': apps,
  'autoscaling/v2': autoscaling,
  'networking.k8s.io/v1': networking,
  'policy/v1': policy,
};

/** The errors of a manifest against the schema of its kind, including fields that the schema does not define. */
export function schemaProblems(manifest: Manifest): string[] {
  const { apiVersion, kind } = manifest;
  const models = GROUPS[apiVersion] as Models | undefined;
  const model = models && Object.hasOwn(models, kind) ? models[kind] : undefined;
  const name = `${kind} ${manifest.metadata?.name}`;
  if (!model) return [`${name}: no ${kind} in ${apiVersion}`];
  const unread = new Set<string>();
  try {
    // Compiled schemas accept unknown fields, but read only the fields that they define. A field that stays unread is unknown.
    model.prototype.validate.call(recordUnread(manifest, '', unread));
  } catch (error) {
    return [`${name}: ${(error as Error).message}`];
  }
  return [...unread].map((path) => `${name}: unknown field ${path}`);
}

/** Wraps an object so that the paths of its properties are in `unread` until they are read. */
function recordUnread<T extends object>(object: T, path: string, unread: Set<string>): T {
  const pathOf = (key: string | symbol) => `${path}/${String(key)}`;
  for (const key of Object.keys(object)) unread.add(pathOf(key));
  const wrapped = new Map<string | symbol, unknown>();
  return new Proxy(object, {
    get(target, key) {
      unread.delete(pathOf(key));
      const value = Reflect.get(target, key);
      if (typeof value !== 'object' || value === null) return value;
      if (!wrapped.has(key)) wrapped.set(key, recordUnread(value, pathOf(key), unread));
      return wrapped.get(key);
    },
  });
}

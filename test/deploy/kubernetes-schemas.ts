/** The schemas of Kubernetes' own OpenAPI description, as kubernetes-models compiles them. */

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

/** What is wrong with a manifest by the schema of its kind; fields that no schema knows are wrong, too. */
export function schemaProblems(manifest: Manifest): string[] {
  const { apiVersion, kind } = manifest;
  const models = GROUPS[apiVersion] as Models | undefined;
  const model = models && Object.hasOwn(models, kind) ? models[kind] : undefined;
  const name = `${kind} ${manifest.metadata?.name}`;
  if (!model) return [`${name}: there is no ${kind} in ${apiVersion}`];
  const unread = new Set<string>();
  try {
    // Compiled schemas let unknown fields pass, but never look at them; what they know they read.
    model.prototype.validate.call(recordUnread(manifest, '', unread));
  } catch (error) {
    return [`${name}: ${(error as Error).message}`];
  }
  return [...unread].map((path) => `${name}: unknown field ${path}`);
}

/** The same object; paths of properties are in `unread` until somebody reads them. */
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

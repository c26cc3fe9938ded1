import { isJsonObject, type Json, type JsonObject, type KubeObject } from '../../base/index.ts';
import { resolveSchema, type SchemaSet, type StructuralSchema } from '../../schema/index.ts';

/**
 * What a Kubernetes API server stores of an object of the kinds that are recorded: decoded into Go's types and back, and defaulted.
 * As much of it as the recorded histories need; the functions of this folder work on either side of it.
 */
export function storedForm(object: KubeObject, schemas: SchemaSet, schema: StructuralSchema | undefined): KubeObject {
  // Of custom resources only the metadata is decoded.
  const decoded = isBuiltin(object)
    ? decode(object, schema, schemas)
    : { ...object, metadata: decode(object.metadata, schemas.resolve(objectMeta), schemas, false) };
  defaultObject(decoded as KubeObject);
  return decoded as KubeObject;
}

const objectMeta = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

function isBuiltin(object: KubeObject): boolean {
  return !object.apiVersion.includes('.');
}

/** Null members go, and so do empty lists and maps; structs stay. */
function decode(value: Json, schema: StructuralSchema | undefined, schemas: SchemaSet, keepEmpty = true): Json {
  if (schema?.$ref?.endsWith('.Quantity') === true) return quantity(value);
  const known = schema === undefined ? undefined : resolveSchema(schema, schemas);
  if (Array.isArray(value)) return value.map((item) => decode(item, known?.items, schemas));
  if (!isJsonObject(value)) return value;
  const result: JsonObject = {};
  for (const key of Object.keys(value)) {
    const member = value[key];
    const inner =
      known?.properties?.[key] ??
      (typeof known?.additionalProperties === 'object' ? known.additionalProperties : undefined);
    if (member === undefined || member === null) continue;
    // Managed fields are what the request says; for built-in kinds also where that is an empty list.
    if (key === 'managedFields' && keepEmpty) result[key] = member;
    else if (!isLeftOut(member, inner, schemas)) result[key] = decode(member, inner, schemas);
  }
  return result;
}

function isLeftOut(value: Json, schema: StructuralSchema | undefined, schemas: SchemaSet): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (!isJsonObject(value) || Object.values(value).some((member) => member !== null)) return false;
  const known = schema === undefined ? undefined : resolveSchema(schema, schemas);
  return typeof known?.additionalProperties === 'object';
}

function quantity(value: Json): Json {
  if (typeof value === 'number') return String(value);
  return value === '1000m' ? '1' : value;
}

function defaultObject(object: KubeObject): void {
  switch (object.kind) {
    case 'Deployment':
      return defaultDeployment(object);
    case 'Pod':
      setDefaults(child(object, 'spec'), { enableServiceLinks: true });
      return defaultPodSpec(child(object, 'spec'));
    case 'Service':
      return defaultService(object);
    case 'Secret':
      return storeSecret(object);
    case 'Shape':
      for (const port of items(child(object, 'spec'), 'ports')) port['protocol'] ??= 'TCP';
      return;
    default:
  }
}

function child(object: JsonObject, name: string): JsonObject {
  const value = object[name];
  return isJsonObject(value) ? value : {};
}

function items(object: JsonObject, name: string): JsonObject[] {
  const value = object[name];
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function setDefaults(object: JsonObject, defaults: JsonObject): void {
  for (const [name, value] of Object.entries(defaults)) object[name] ??= value;
}

function defaultDeployment(object: KubeObject): void {
  setDefaults(object, { status: {} });
  const spec = child(object, 'spec');
  setDefaults(spec, { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600, strategy: {} });
  const strategy = child(spec, 'strategy');
  setDefaults(strategy, { type: 'RollingUpdate' });
  if (strategy['type'] === 'RollingUpdate') {
    setDefaults(strategy, { rollingUpdate: {} });
    setDefaults(child(strategy, 'rollingUpdate'), { maxSurge: '25%', maxUnavailable: '25%' });
  }
  const template = child(spec, 'template');
  setDefaults(template, { metadata: {} });
  defaultPodSpec(child(template, 'spec'));
}

function defaultPodSpec(spec: JsonObject): void {
  setDefaults(spec, {
    restartPolicy: 'Always',
    dnsPolicy: 'ClusterFirst',
    schedulerName: 'default-scheduler',
    securityContext: {},
    terminationGracePeriodSeconds: 30,
  });
  for (const container of items(spec, 'containers')) {
    const image = typeof container['image'] === 'string' ? container['image'] : '';
    setDefaults(container, {
      imagePullPolicy: image.includes(':') ? 'IfNotPresent' : 'Always',
      resources: {},
      terminationMessagePath: '/dev/termination-log',
      terminationMessagePolicy: 'File',
    });
    for (const port of items(container, 'ports')) setDefaults(port, { protocol: 'TCP' });
  }
}

function defaultService(object: KubeObject): void {
  setDefaults(object, { status: { loadBalancer: {} } });
  const spec = child(object, 'spec');
  setDefaults(spec, {
    type: 'ClusterIP',
    sessionAffinity: 'None',
    internalTrafficPolicy: 'Cluster',
  });
  if (spec['sessionAffinity'] === 'ClientIP') {
    setDefaults(spec, { sessionAffinityConfig: { clientIP: { timeoutSeconds: 10_800 } } });
  } else {
    delete spec['sessionAffinityConfig'];
  }
  for (const port of items(spec, 'ports')) {
    setDefaults(port, { protocol: 'TCP', ...(port['port'] === undefined ? {} : { targetPort: port['port'] }) });
  }
}

/** What is written as text is stored as base64. */
function storeSecret(object: KubeObject): void {
  setDefaults(object, { type: 'Opaque' });
  const texts = child(object, 'stringData');
  delete object['stringData'];
  if (Object.keys(texts).length === 0) return;
  const data = { ...child(object, 'data') };
  for (const [key, text] of Object.entries(texts)) data[key] = Buffer.from(text as string).toString('base64');
  object['data'] = data;
}

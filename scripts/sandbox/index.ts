export { differingCases } from './canonical.ts';
export { fidelityClasses, fidelityDocument, scriptsOf, takeOff } from './fidelity.ts';
export { readRecording, writeRecording } from './recording.ts';
export { runScript } from './run-script.ts';
export { readScript, scriptNames } from './script.ts';
export { runWebhookScenario } from './webhooks.ts';
export { runCustomResources } from './custom-resources.ts';
export {
  ClientRunner,
  clientScriptNames,
  readClientRecording,
  readClientScript,
  writeClientRecording,
} from './clients.ts';

/** Every scenario of Flux in the sandbox, told by Slipway's controllers, against what upstream's wrote on a real control plane. */
import { describeOnSandbox } from './sandbox.ts';

describeOnSandbox('flux');

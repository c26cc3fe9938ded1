import { aboutRoutes } from './about.ts';
import { accountRoutes } from './accounts.ts';
import { actionRoutes } from './actions.ts';
import { deliveriesRoutes } from './deliveries.ts';
import { deliveryRoutes } from './delivery.ts';
import { objectRoutes } from './object.ts';
import { recordRoutes } from './records.ts';
import type { RouteContract } from './route.ts';
import { sessionRoutes } from './session.ts';
import { streamRoutes } from './stream.ts';

/** Every route of `/api/slipway/v1`, by name. */
export const contract = {
  ...sessionRoutes,
  ...accountRoutes,
  ...aboutRoutes,
  ...deliveriesRoutes,
  ...deliveryRoutes,
  ...objectRoutes,
  ...recordRoutes,
  ...actionRoutes,
  ...streamRoutes,
} as const satisfies Record<string, RouteContract>;

/** Where the routes lie. */
export const basePath = '/api/slipway/v1';

export type { About } from './about.ts';
export type { AccountView } from './accounts.ts';
export type { Action, PlannedChange, PreviewAnswer } from './actions.ts';
export type {
  CommitView,
  DeliveriesPage,
  DeliveryRow,
  Facet,
  HealthWord,
  OperationPhaseWord,
  SearchHit,
} from './deliveries.ts';
export type { ActionName, DeliveryView, OperationView, TreeNode, TreeView } from './delivery.ts';
export { apiError, type ApiErrorBody, type ErrorCode, type ProblemView, statusOfCode } from './errors.ts';
export type {
  DifferencesView,
  DifferenceView,
  FieldChange,
  KubeEventView,
  LogLine,
  NoiseRange,
  ObjectDetail,
  OriginPlace,
} from './object.ts';
export type { ChartValueView, HistoryEntryView, SourceViewAnswer } from './records.ts';
export type { RouteAccess, RouteAnswer, RouteContract, RouteInput } from './route.ts';
export type { SessionView } from './session.ts';
export type { StreamMessage } from './stream.ts';

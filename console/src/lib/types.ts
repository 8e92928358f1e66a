// Short names for the shapes of the API. The shapes themselves are generated.
import type { components } from "../generated/api";

type Schemas = components["schemas"];

export type Session = Schemas["Session"];
export type AlertRow = Schemas["AlertRow"];
export type AlertList = Schemas["AlertList"];
export type AlertDetail = Schemas["AlertDetail"];
export type EventLine = Schemas["EventLine"];
export type ProcessFacts = Schemas["ProcessFacts"];
export type HistoryEntry = Schemas["HistoryEntry"];
export type Counts = Schemas["Counts"];
export type HostRow = Schemas["HostRow"];
export type SourceState = Schemas["SourceState"];
export type NewToken = Schemas["NewToken"];
export type EnrolmentProgress = Schemas["EnrolmentProgress"];
export type EnrolmentNews = Schemas["EnrolmentNews"];
export type EnrolledAgent = Schemas["EnrolledAgent"];
export type SuppressionField = Schemas["SuppressionField"];
export type SuppressionProposal = Schemas["SuppressionProposal"];
export type SuppressionTrialResult = Schemas["SuppressionTrialResult"];
export type SuppressionRow = Schemas["SuppressionRow"];
export type SuppressionList = Schemas["SuppressionList"];
export type Problem = Schemas["Problem"];

export type Severity = AlertRow["severity"];
export type State = AlertRow["state"];
export type Action = Schemas["ActionRequest"]["action"];
export type Reason = NonNullable<Schemas["ActionRequest"]["reason"]>;

export const SEVERITIES: readonly Severity[] = [1, 2, 3];
export const STATES: readonly State[] = ["open", "acknowledged", "dismissed"];

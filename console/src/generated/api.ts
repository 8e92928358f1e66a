// Generated from the server's OpenAPI document by `make generate`. Do not edit.

export interface paths {
    "/api/v1/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** ListAlerts */
        get: operations["listAlerts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/{alert_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** GetAlert */
        get: operations["getAlert"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/{alert_id}/suppression": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** ProposeSuppression */
        get: operations["proposeSuppression"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** ActOnAlerts */
        post: operations["actOnAlerts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** UndoAction */
        post: operations["undoAction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/enrolment-tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** ListTokens */
        get: operations["listTokens"];
        put?: never;
        /** MakeToken */
        post: operations["makeToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/enrolment-tokens/{token_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** RevokeToken */
        delete: operations["revokeToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/enrolments/{token_id}/progress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** GetProgress */
        get: operations["getProgress"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** ListEvents */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hosts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** ListHosts */
        get: operations["listHosts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** ListIncidents */
        get: operations["listIncidents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{incident_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** GetIncident */
        get: operations["getIncident"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{incident_id}/actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** ActOnIncident */
        post: operations["actOnIncident"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{incident_id}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** GetReport */
        get: operations["getIncidentReport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Logout */
        post: operations["logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rules/{rule_id}/baseline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** ListBaseline */
        get: operations["listBaseline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rules/{rule_id}/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** ExplainRule */
        get: operations["explainRule"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rules/dry-run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** TryRule */
        post: operations["tryRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** GetSession */
        get: operations["getSession"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Stream
         * @description Events `alert` (AlertRow), `counts` (Counts), `agent` (HostRow), `enrolment` (EnrolmentNews), `resync` ({}): read again.
         */
        get: operations["stream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/suppressions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** ListSuppressions */
        get: operations["listSuppressions"];
        put?: never;
        /** MakeSuppression */
        post: operations["makeSuppression"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/suppressions/{suppression_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** GetSuppression */
        get: operations["getSuppression"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/suppressions/{suppression_id}/change": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** ChangeSuppression */
        post: operations["changeSuppression"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/suppressions/dry-run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** TrySuppression */
        post: operations["trySuppression"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/suppressions/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** ExportSuppressions */
        get: operations["exportSuppressions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/suppressions/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** ImportSuppressions */
        post: operations["importSuppressions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Health */
        get: operations["health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** ActionRequest */
        ActionRequest: {
            /** @enum {string} */
            action: "acknowledge" | "dismiss" | "reopen" | "assign";
            assignee?: string | null;
            ids?: string[] | null;
            q?: string | null;
            /** @enum {null|string} */
            reason?: "expected" | "false_positive" | "maintenance" | "duplicate" | "other" | null;
            text?: string | null;
        };
        /** ActionResult */
        ActionResult: {
            changed: number;
            undo: string | null;
        };
        /** AgentCount */
        AgentCount: {
            dropped: number;
            online: number;
            total: number;
        };
        /** AlertDetail */
        AlertDetail: {
            events: components["schemas"]["EventLine"][];
            events_total: number;
            history: components["schemas"]["HistoryEntry"][];
            meaning: string;
            prevalence: components["schemas"]["Prevalence"];
            process: components["schemas"]["ProcessFacts"] | null;
            related: components["schemas"]["Related"];
            response: string;
            row: components["schemas"]["AlertRow"];
            rule: components["schemas"]["RuleFacts"];
            why: components["schemas"]["Reasoning"][];
        };
        /** AlertList */
        AlertList: {
            alerts: components["schemas"]["AlertRow"][];
            as_of: string;
            counts: {
                [key: string]: number;
            };
            data_floor: string | null;
            next: string | null;
            revision: number;
            states: {
                [key: string]: number;
            };
            total: number;
        };
        /** AlertRow */
        AlertRow: {
            assignee: string | null;
            count: number;
            created: string;
            first_seen: string;
            host: components["schemas"]["Named"];
            id: string;
            last_seen: string;
            number: number;
            process: string | null;
            revision: number;
            rule: components["schemas"]["Named"];
            /** @enum {integer} */
            severity: 1 | 2 | 3;
            simulated: boolean;
            /** @enum {string} */
            state: "open" | "acknowledged" | "dismissed";
            tactics: string[];
            techniques: string[];
            title: string;
            user: string | null;
        };
        /** Ancestor */
        Ancestor: {
            executable: string | null;
            pid: number | null;
        };
        /** Baseline */
        Baseline: {
            as_of: string;
            fields: string[];
            keys: components["schemas"]["BaselineKey"][];
            learning: components["schemas"]["Learning"][];
            learning_s: number;
            next: string | null;
            /** @enum {string} */
            per: "host" | "fleet";
            remember_s: number;
        };
        /** BaselineKey */
        BaselineKey: {
            first: string;
            host: string | null;
            last: string;
            learned: boolean;
            values: string[];
        };
        /**
         * Counts
         * @description Stream event `counts`: open alerts by severity, and all alerts by state.
         */
        Counts: {
            counts: {
                [key: string]: number;
            };
            states: {
                [key: string]: number;
            };
        };
        /** EnrolledAgent */
        EnrolledAgent: {
            agent_id: string;
            enrolled_at: string;
            first_alert_at: string | null;
            first_event_at: string | null;
            first_severity_1_at: string | null;
            host: components["schemas"]["Named"];
            kernel: string;
            os: string;
            sources: components["schemas"]["SourceState"][];
            version: string;
        };
        /**
         * EnrolmentNews
         * @description Stream event `enrolment`.
         */
        EnrolmentNews: {
            progress: components["schemas"]["EnrolmentProgress"];
            token_id: string;
        };
        /** EnrolmentProgress */
        EnrolmentProgress: {
            agents: components["schemas"]["EnrolledAgent"][];
            created: string;
            expires: string;
            id: string;
            now: string;
            /** @enum {string} */
            state: "waiting" | "enrolled" | "expired" | "revoked";
            uses_left: number;
        };
        /** EventLine */
        EventLine: {
            action: string;
            cut: string[];
            fields: {
                [key: string]: unknown;
            };
            id: string;
            summary: string;
            time: string;
        };
        /** EventList */
        EventList: {
            as_of: string;
            data_floor: string | null;
            events: components["schemas"]["EventLine"][];
            next: string | null;
        };
        /** EventsTrial */
        EventsTrial: {
            alerts: number;
            by_day: {
                [key: string]: number;
            };
            by_host: {
                [key: string]: number;
            };
            failures: number;
            looked_at: number;
            matches: number;
            next: string | null;
            reached: string | null;
            samples: components["schemas"]["EventLine"][];
            since: string;
            stored: number;
        };
        /** Explained */
        Explained: {
            alert: string | null;
            as_of: string;
            event: components["schemas"]["EventLine"];
            fired: boolean;
            rules: components["schemas"]["RuleReasons"][];
            sentence: string;
        };
        /** FilterCount */
        FilterCount: {
            expires: string | null;
            file: string;
            hidden: number;
            id: string;
            last_hidden: string | null;
            title: string;
        };
        /** Health */
        Health: {
            detail: string;
            /** @enum {string} */
            state: "ok" | "degraded";
        };
        /** HiddenMatch */
        HiddenMatch: {
            at: string;
            event: components["schemas"]["EventLine"];
            rule: components["schemas"]["Named"];
            told: string;
        };
        /** HistoryEntry */
        HistoryEntry: {
            action: string;
            actor: string;
            at: string;
            reason: string | null;
            text: string | null;
        };
        /** HostList */
        HostList: {
            as_of: string;
            hosts: components["schemas"]["HostRow"][];
        };
        /** HostRow */
        HostRow: {
            agent_id: string;
            alerts: {
                [key: string]: number;
            };
            dropped: number;
            id: string;
            kernel: string;
            last_seen: string | null;
            name: string;
            os: string;
            simulated: boolean;
            sources: components["schemas"]["SourceState"][];
            /** @enum {string} */
            state: "online" | "late" | "silent" | "stopped" | "revoked";
            version: string;
        };
        /** Imported */
        Imported: {
            suppressions: components["schemas"]["SuppressionRow"][];
        };
        /** IncidentActRequest */
        IncidentActRequest: {
            /** @enum {string} */
            action: "triage" | "confirm" | "contain" | "close" | "reopen" | "assign" | "note" | "split";
            alerts?: string[];
            /** @enum {null|string} */
            outcome?: "true_positive" | "false_positive" | "benign" | "test" | null;
            owner?: string | null;
            text?: string;
        };
        /** IncidentAlert */
        IncidentAlert: {
            at: string;
            host: string;
            id: string;
            known: string;
            phases: ("entry" | "execution" | "persistence" | "privilege" | "hiding" | "credentials" | "discovery" | "lateral" | "control" | "effect")[];
            rule: string;
            /** @enum {integer} */
            severity: 1 | 2 | 3;
            swept: boolean;
            techniques: string[];
            title: string;
        };
        /** IncidentClock */
        IncidentClock: {
            known_s: number;
            opened_s: number;
            severe_s: number | null;
        };
        /** IncidentDeed */
        IncidentDeed: {
            by_hand: string;
            caution: string;
            command: string;
            host: string;
            id: string;
            preview: string;
            stage: string;
            targets: string[];
            title: string;
            undo: string;
            verb: string | null;
            why: string;
        };
        /** IncidentDetail */
        IncidentDetail: {
            alerts: components["schemas"]["IncidentAlert"][];
            clock: components["schemas"]["IncidentClock"];
            entry: components["schemas"]["IncidentEntry"] | null;
            family: components["schemas"]["IncidentFamily"] | null;
            gaps: components["schemas"]["IncidentGap"][];
            history: components["schemas"]["IncidentNote"][];
            incident: components["schemas"]["IncidentRow"];
            merged: string[];
            playbook: components["schemas"]["IncidentDeed"][];
            reasons: components["schemas"]["IncidentReason"][];
            steps: components["schemas"]["IncidentStep"][];
            story: components["schemas"]["IncidentSentence"][];
        };
        /** IncidentEntry */
        IncidentEntry: {
            claim: string;
            confidence: number;
            evidence: string[];
            rival: string;
            rival_confidence: number;
        };
        /** IncidentFamily */
        IncidentFamily: {
            against: components["schemas"]["IncidentSign"][];
            class_name: string;
            hits: components["schemas"]["IncidentSign"][];
            id: string;
            level: string;
            margin: number;
            misses: components["schemas"]["IncidentSign"][];
            name: string;
            second: string;
        };
        /** IncidentGap */
        IncidentGap: {
            /** @enum {string} */
            phase: "entry" | "execution" | "persistence" | "privilege" | "hiding" | "credentials" | "discovery" | "lateral" | "control" | "effect";
            proof: string;
        };
        /** IncidentList */
        IncidentList: {
            as_of: string;
            incidents: components["schemas"]["IncidentRow"][];
            revision: number;
        };
        /** IncidentNote */
        IncidentNote: {
            action: string;
            actor: string;
            at: string;
            text: string;
        };
        /** IncidentReason */
        IncidentReason: {
            alert: string;
            /** @enum {string} */
            link: "session" | "process" | "file" | "user" | "peer" | "key" | "moment";
            other: string;
            value: string;
        };
        /** IncidentRow */
        IncidentRow: {
            alerts: number;
            attack_started: string;
            breach_started: string | null;
            hosts: string[];
            id: string;
            latest: string;
            number: string;
            opened: string;
            /** @enum {null|string} */
            outcome: "true_positive" | "false_positive" | "benign" | "test" | null;
            owner: string | null;
            /** @enum {integer} */
            severity: 1 | 2 | 3;
            simulated: boolean;
            /** @enum {string} */
            state: "new" | "triaged" | "confirmed" | "contained" | "closed";
            title: string;
        };
        /** IncidentSentence */
        IncidentSentence: {
            alerts: string[];
            evidence: string[];
            text: string;
            topic: string;
        };
        /** IncidentSign */
        IncidentSign: {
            alerts: string[];
            says: string;
        };
        /** IncidentStep */
        IncidentStep: {
            alerts: string[];
            at: string;
            /** @enum {string} */
            basis: "observed" | "inferred";
            claim: string;
            confidence: number;
            evidence: string[];
            host: string;
            /** @enum {string} */
            phase: "entry" | "execution" | "persistence" | "privilege" | "hiding" | "credentials" | "discovery" | "lateral" | "control" | "effect";
            technique: string;
            technique_name: string;
        };
        /** KeptAlertsTrial */
        KeptAlertsTrial: {
            by_day: {
                [key: string]: number;
            };
            by_host: {
                [key: string]: number;
            };
            by_state: {
                [key: string]: number;
            };
            firings: number;
            hidden: number;
            looked_at: number;
            of: number;
            samples: components["schemas"]["AlertRow"][];
            unread: number;
        };
        /** Learning */
        Learning: {
            host: string | null;
            over: boolean;
            until: string | null;
        };
        /** Named */
        Named: {
            id: string;
            name: string;
        };
        /** NewToken */
        NewToken: {
            command: string;
            expires: string;
            id: string;
            token: string;
            uses: number;
        };
        /** Prevalence */
        Prevalence: {
            at_least: boolean;
            days: number;
            fired: number;
            first_ever: boolean;
            hosts: number;
            of_hosts: number;
            sentence: string;
        };
        /**
         * Problem
         * @description Body of every refused call. kind: a stable word. request: to be quoted to whoever runs the server.
         *
         *         offset, length, suggestion: of kind `query` only: which part of `q` is wrong (in characters), and what was meant perhaps.
         */
        Problem: {
            kind: string;
            length?: number | null;
            message: string;
            offset?: number | null;
            request: string;
            suggestion?: string | null;
        };
        /** ProcessFacts */
        ProcessFacts: {
            ancestors: components["schemas"]["Ancestor"][];
            args: string[];
            audit_user: string | null;
            effective_user: string | null;
            entity_id: string | null;
            executable: string | null;
            pid: number | null;
            session: string | null;
            start: string | null;
            tty: string | null;
            user: string | null;
            working_directory: string | null;
        };
        /** ProposedField */
        ProposedField: {
            field: string;
            note: string;
            pattern: boolean;
            ticked: boolean;
            value: string;
        };
        /** Reasoning */
        Reasoning: {
            clause: string;
            field: string;
            matched: boolean;
            span: number[] | null;
            value: unknown;
        };
        /** Related */
        Related: {
            same_host_5min: {
                [key: string]: number;
            };
            same_process_tree: {
                [key: string]: number;
            } | null;
            same_session: {
                [key: string]: number;
            } | null;
        };
        /** RuleFacts */
        RuleFacts: {
            author: string;
            id: string;
            licence: string;
            name: string;
            /** @enum {integer} */
            severity: 1 | 2 | 3;
            source: string;
        };
        /** RuleReasons */
        RuleReasons: {
            depth: number;
            fired: boolean;
            matched: boolean;
            name: string;
            rule: string;
            sentence: string;
            why: components["schemas"]["Reasoning"][];
        };
        /** RuleTrial */
        RuleTrial: {
            cursor?: string | null;
            hours?: number;
            rule_id?: string;
            text?: string;
        };
        /** ServerFacts */
        ServerFacts: {
            now: string;
            started: string;
            version: string;
        };
        /** Session */
        Session: {
            agents: components["schemas"]["AgentCount"];
            csrf: string;
            server: components["schemas"]["ServerFacts"];
            user: components["schemas"]["SessionUser"];
        };
        /** SessionUser */
        SessionUser: {
            name: string;
            permissions: string[];
            /** @enum {string} */
            role: "viewer" | "analyst" | "investigator" | "responder" | "rule-editor" | "auditor" | "admin" | "owner";
        };
        /** SigmaText */
        SigmaText: {
            sigma: string;
        };
        /** SourceState */
        SourceState: {
            detail: string;
            name: string;
            state: string;
        };
        /** SuppressionChange */
        SuppressionChange: {
            /** @enum {string} */
            action: "revoke" | "revert" | "extend";
            days?: number;
            reason: string;
        };
        /** SuppressionDetail */
        SuppressionDetail: {
            history: components["schemas"]["SuppressionVersion"][];
            latest: components["schemas"]["HiddenMatch"][];
            row: components["schemas"]["SuppressionRow"];
            sigma: string;
        };
        /** SuppressionField */
        SuppressionField: {
            field: string;
            pattern?: boolean;
            value: string;
        };
        /** SuppressionList */
        SuppressionList: {
            as_of: string;
            filters: components["schemas"]["FilterCount"][];
            suppressions: components["schemas"]["SuppressionRow"][];
        };
        /** SuppressionProposal */
        SuppressionProposal: {
            days: number;
            fields: components["schemas"]["ProposedField"][];
            host: components["schemas"]["Named"];
            max_days: number;
            refusal: string;
            rule: components["schemas"]["Named"];
            /** @enum {integer} */
            severity: 1 | 2 | 3;
        };
        /** SuppressionRequest */
        SuppressionRequest: {
            days?: number;
            fields: components["schemas"]["SuppressionField"][];
            hosts?: string[];
            reason: string;
            rule_id: string;
        };
        /** SuppressionRow */
        SuppressionRow: {
            author: string;
            created: string;
            expires: string;
            fields: components["schemas"]["SuppressionField"][];
            hidden: number;
            hosts: string[];
            id: string;
            last_hidden: string | null;
            reason: string;
            rule: components["schemas"]["Named"];
            /** @enum {integer} */
            severity: 1 | 2 | 3;
            /** @enum {string} */
            state: "active" | "expired" | "revoked";
            unused: string;
            version: number;
        };
        /** SuppressionTrial */
        SuppressionTrial: {
            cursor?: string | null;
            fields: components["schemas"]["SuppressionField"][];
            hosts?: string[];
            hours?: number;
            rule_id: string;
        };
        /** SuppressionTrialResult */
        SuppressionTrialResult: {
            alerts: components["schemas"]["KeptAlertsTrial"];
            events: components["schemas"]["EventsTrial"] | null;
            refusals: components["schemas"]["TrialRefusal"][];
            sigma: string;
        };
        /** SuppressionVersion */
        SuppressionVersion: {
            action: string;
            at: string;
            by: string;
            expires: string;
            reason: string;
            /** @enum {string} */
            state: "active" | "revoked";
            version: number;
            why: string;
        };
        /** TokenList */
        TokenList: {
            as_of: string;
            tokens: components["schemas"]["TokenRow"][];
        };
        /** TokenRequest */
        TokenRequest: {
            tags?: string[];
            ttl_s?: number;
            uses?: number;
        };
        /** TokenRow */
        TokenRow: {
            created: string;
            created_by: string;
            expires: string;
            id: string;
            /** @enum {string} */
            state: "waiting" | "used_up" | "expired" | "revoked";
            tags: string[];
            uses_left: number;
        };
        /** TrialRefusal */
        TrialRefusal: {
            kind: string;
            message: string;
        };
        /** Undone */
        Undone: {
            changed: number;
        };
        /** UndoRequest */
        UndoRequest: {
            undo: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listAlerts: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
                /** @description words as in the line above the list */
                q?: string;
                /** @description severity, last, first, count, number; `-` before one turns it round */
                sort?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertList"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAlert: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description an alert's id, or A-12 */
                alert_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertDetail"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    proposeSuppression: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description an alert's id, or A-12 */
                alert_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SuppressionProposal"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    actOnAlerts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ActionRequest"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionResult"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    undoAction: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UndoRequest"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Undone"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenList"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    makeToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenRequest"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewToken"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, nothing follows */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getProgress: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnrolmentProgress"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listEvents: {
        parameters: {
            query?: {
                cursor?: string | null;
                /** @description a host's id or name */
                host?: string | null;
                /** @description one event, whole */
                id?: string | null;
                limit?: number;
                since?: string | null;
                /** @description an event type, `process.exec` */
                type?: string | null;
                until?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventList"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listHosts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HostList"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listIncidents: {
        parameters: {
            query?: {
                limit?: number;
                /** @description only those in these states */
                states?: ("new" | "triaged" | "confirmed" | "contained" | "closed")[] | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IncidentList"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getIncident: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description an incident's id, or I-12 */
                incident_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IncidentDetail"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    actOnIncident: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description an incident's id, or I-12 */
                incident_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IncidentActRequest"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IncidentDetail"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getIncidentReport: {
        parameters: {
            query?: {
                /** @description in which form */
                form?: "markdown" | "html" | "json" | "stix" | "layer";
                /** @description for whom, where the form is html */
                reader?: "analyst" | "auditor";
            };
            header?: never;
            path: {
                /** @description an incident's id, or I-12 */
                incident_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, nothing follows */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": null;
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listBaseline: {
        parameters: {
            query?: {
                cursor?: string | null;
                /** @description a host's id */
                host?: string | null;
                limit?: number;
            };
            header?: never;
            path: {
                /** @description a rule's id */
                rule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Baseline"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    explainRule: {
        parameters: {
            query: {
                /** @description a stored event's id */
                event: string;
            };
            header?: never;
            path: {
                /** @description a rule's id */
                rule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Explained"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    tryRule: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RuleTrial"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventsTrial"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stream: {
        parameters: {
            query?: {
                /** @description the revision of a list, where no event was heard yet */
                since?: number | null;
            };
            header?: {
                "Last-Event-ID"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Stream Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": unknown;
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSuppressions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SuppressionList"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    makeSuppression: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SuppressionRequest"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SuppressionRow"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSuppression: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                suppression_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SuppressionDetail"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeSuppression: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                suppression_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SuppressionChange"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SuppressionRow"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    trySuppression: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SuppressionTrial"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SuppressionTrialResult"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportSuppressions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SigmaText"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    importSuppressions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SigmaText"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Imported"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
}

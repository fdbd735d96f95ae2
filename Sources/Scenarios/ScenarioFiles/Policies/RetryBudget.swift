import Resilience

extension ObjectTable {
    package static let retryBudget = ObjectTable(
        "Retry budget",
        """
        Finagle's, a token bucket: each call deposits `ratio`, each retry withdraws 1, tokens last \
        10 s. The keys of [gRPC's](#retry-budget-grpc), [Envoy's](#retry-budget-envoy) or \
        [AWS's](#retry-budget-aws) may stand here instead.
        """,
        [
            KeyRow(
                "ratio", "ratio, 0 or at least 0.000001", default: 0.2, from: "Finagle",
                "Retries per call in the long run."),
            KeyRow(
                "minPerSecond", "number from 0", default: 10, from: "Finagle",
                "Retries a second that are always allowed."),
        ])

    package static let retryTokens = ObjectTable(
        "Retry budget: gRPC",
        "gRPC's `retryThrottling`: a failure takes a token; no retry while half or fewer are left.",
        [
            KeyRow(
                "maxTokens", "number from 0.001 to 1000", default: 10, from: "gRPC A6, example",
                "What the bucket holds at first and at most."),
            KeyRow(
                "tokenRatio", "number from 0.001 to 1000", default: 0.1, from: "gRPC A6, example",
                "What a success gives back."),
        ])

    package static let retryActive = ObjectTable(
        "Retry budget: Envoy",
        "Envoy's `retry_budget`: retries under way are at most a share of what is under way.",
        [
            KeyRow(
                "share", "ratio", default: 0.2, from: "Envoy",
                "Of this caller's requests to the callee that are under way; `budget_percent`."),
            KeyRow(
                "minConcurrency", "count from 0", default: 3, from: "Envoy",
                "Retries that may be under way in any case."),
        ])

    package static let retryQuota = ObjectTable(
        "Retry budget: AWS",
        """
        The AWS SDKs' standard mode of 2020 to 2025: a retry takes what its success gives back, \
        and a call that needed none gives 1.
        """,
        [
            KeyRow(
                "capacity", "count, at least `retryCost`", default: 500, from: "AWS SDKs",
                "What the store holds at first and at most."),
            KeyRow(
                "retryCost", "count from 1", default: 5, from: "AWS SDKs", "What a retry takes."),
            KeyRow(
                "timeoutCost", "count from 1", default: 10, from: "AWS SDKs",
                "What a retry after a timeout takes."),
        ])
}

private enum BudgetOf: String, CaseIterable { case finagle, grpc, envoy, aws }

extension Node {
    /// Any of the four budgets: its ratio, its keys, or the word of one.
    func retryAllowance() -> Retry.Allowance? {
        if tree.members != nil { return writtenAllowance() }
        guard let word = tree.string, !word.hasSuffix("%") else {
            return retryBudget().map { .share($0) }
        }
        switch self.word(BudgetOf.self) {
        case .finagle: return .share(Retry.Budget())
        case .grpc: return .tokens(Retry.Tokens())
        case .envoy: return .active(Retry.Active())
        case .aws: return .quota(Retry.Quota())
        case nil: return nil
        }
    }

    private func writtenAllowance() -> Retry.Allowance? {
        func has(_ table: ObjectTable) -> Bool { table.names.contains { tree[$0] != nil } }
        if has(.retryTokens) { return retryTokens().map { .tokens($0) } }
        if has(.retryActive) { return retryActive().map { .active($0) } }
        if has(.retryQuota) { return retryQuota().map { .quota($0) } }
        return retryBudget().map { .share($0) }
    }

    /// Finagle's budget.
    func retryBudget() -> Retry.Budget? {
        guard tree.members != nil else { return budgetRatio().map { Retry.Budget(ratio: $0) } }
        guard let fields = Fields(self, .retryBudget) else { return nil }
        let range = 0...1_000_000.0
        let expected = "a number from 0 to 1000000"
        return Retry.Budget(
            ratio: fields["ratio"]?.budgetRatio() ?? 0,
            minPerSecond: fields["minPerSecond"]?.number(in: range, expected: expected) ?? 0)
    }

    /// A retry costs 1000 ÷ ratio tokens, which stay countable ten million times over.
    private func budgetRatio() -> Double? {
        guard let ratio = ratio() else { return nil }
        guard ratio == 0 || ratio >= 1e-6 else {
            refuse(expected: "0, or at least 0.000001")
            return nil
        }
        return ratio
    }

    private func retryTokens() -> Retry.Tokens? {
        guard let fields = Fields(self, .retryTokens) else { return nil }
        let range = 0.001...1000.0
        let expected = "a number from 0.001 to 1000"
        return Retry.Tokens(
            maxTokens: fields["maxTokens"]?.number(in: range, expected: expected) ?? 1,
            tokenRatio: fields["tokenRatio"]?.number(in: range, expected: expected) ?? 1)
    }

    private func retryActive() -> Retry.Active? {
        guard let fields = Fields(self, .retryActive) else { return nil }
        return Retry.Active(
            share: fields["share"]?.ratio() ?? 0,
            minConcurrency: fields["minConcurrency"]?.count(in: 0...1_000_000) ?? 0)
    }

    private func retryQuota() -> Retry.Quota? {
        guard let fields = Fields(self, .retryQuota) else { return nil }
        let range = 1...1_000_000
        let quota = Retry.Quota(
            capacity: fields["capacity"]?.count(in: range) ?? Retry.Quota().capacity,
            retryCost: fields["retryCost"]?.count(in: range) ?? 1,
            timeoutCost: fields["timeoutCost"]?.count(in: range) ?? 1)
        if quota.capacity < quota.retryCost {
            (fields.written("capacity") ?? fields.written("retryCost"))?.report(
                "\(name) has a capacity of \(quota.capacity), and a retry costs \(quota.retryCost)",
                expected: "a capacity that pays for a retry",
                advice: "Or take the retry out, which can never be made.")
        }
        return quota
    }
}

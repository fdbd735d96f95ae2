import Scenarios

/// One entry of `without`, or one `--without`: a protection, and of what it is taken.
struct Removal {
    let text: String
    let place: SourcePlace
    private let word: String
    /// The two ends of an edge, or nil at first for a service; nil: everywhere.
    private let ends: (from: String?, to: String)?

    /// Protections that a policy holds, by their keys; the retry's budget is one of its own.
    static var ofPolicies: [String] {
        ObjectTable.policy.rows.map(\.name).filter { $0 != "per" && $0 != "order" } + ["budget"]
    }
    /// Protections that a service holds, by their keys; an autoscaler's forecast is one of its own.
    static let ofServices =
        [
            "autoscale", "forecast", "health", "restart", "backlog", "rateLimit", "adaptive",
            "shed", "retryAfter",
        ] + ObjectTable.probeKeys

    init(_ text: String, at place: SourcePlace) throws(Problem) {
        self.text = text
        self.place = place
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        word = String(parts[0])
        let known =
            Self.ofPolicies + Self.ofServices.filter { !Self.ofPolicies.contains($0) }
        guard known.contains(word) else {
            throw Problem(
                at: place, found: "unknown protection \(quoted(word))",
                suggestion: nearestWord(to: word, among: known),
                advice: "Expected one of: \(known.joined(separator: ", ")).")
        }
        guard parts.count == 2 else {
            ends = nil
            return
        }
        let halves = TargetReader.halves(of: String(parts[1])).map(String.init)
        ends = halves.count == 2 ? (halves[0], halves[1]) : (nil, halves[0])
    }

    /// Takes the protection out of a scenario whose topology stands in it.
    func apply(to tree: inout SyntaxTree) throws(Problem) {
        try checkEnds(tree)
        var count = 0
        let isOfPolicies = Self.ofPolicies.contains(word)
        if Self.ofServices.contains(word), isOfPolicies == false || ends?.from == nil {
            guard ends?.from == nil else {
                throw Problem(
                    at: place, found: "\(quoted(text)) names an edge",
                    expected: "a service, such as \"\(word)@payments\"")
            }
            tree.change("topology", "services") { name, service in
                guard ends == nil || ends?.to == name else { return }
                count += removeFromService(&service)
            }
        }
        if isOfPolicies { count += ends == nil ? removeEverywhere(&tree) : removeFromEdges(&tree) }
        guard count > 0 else {
            let owner = ends.map { " on \(escaped(spoken($0)))" } ?? ""
            throw Problem(
                at: place, found: "\(quoted(text)) takes nothing out: there is no \(word)\(owner)")
        }
    }

    private func spoken(_ ends: (from: String?, to: String)) -> String {
        ends.from.map { "\($0) -> \(ends.to)" } ?? ends.to
    }

    private func checkEnds(_ tree: SyntaxTree) throws(Problem) {
        guard let ends else { return }
        let services = tree["topology"]?["services"]?.members?.map(\.key) ?? []
        let streams = tree["load"]?.members?.map { "load:\($0.key)" } ?? []
        for (end, isCaller) in [(ends.from ?? "*", true), (ends.to, false)] {
            let known = isCaller ? services + streams : services
            let isAny = end == "*" && (isCaller ? true : ends.from != nil)
            guard !isAny, !known.contains(end) else { continue }
            let kind = end.hasPrefix("load:") ? "load stream" : "service"
            throw Problem(
                at: place, found: "unknown \(kind) \(quoted(end)) in \(quoted(text))",
                suggestion: nearestWord(to: end, among: known))
        }
    }

    private func removeFromService(_ service: inout SyntaxTree) -> Int {
        guard service.members != nil else { return 0 }
        if word == "backlog" {
            guard service["backlog"]?.string != "unlimited" else { return 0 }
            service["backlog"] = SyntaxTree(value: .string("unlimited"), place: place)
            return 1
        }
        guard word == "forecast" else { return remove(from: &service) }
        guard var autoscale = service["autoscale"] else { return 0 }
        let removed = remove(from: &autoscale)
        service["autoscale"] = autoscale
        return removed
    }

    /// Takes it out of a policy, and out of one that its fallback's call holds.
    private func removeFromPolicies(_ policy: inout SyntaxTree) -> Int {
        var count = removeFromPolicy(&policy)
        if var fallback = policy["fallback"], var inner = fallback["policy"], inner.members != nil {
            count += removeFromPolicies(&inner)
            fallback["policy"] = inner
            policy["fallback"] = fallback
        }
        return count
    }

    private func removeFromPolicy(_ policy: inout SyntaxTree) -> Int {
        guard word == "budget" else {
            let removed = remove(from: &policy)
            // What stood once for each of something stands no more.
            let isBare = policy["breaker"] == nil && policy["bulkhead"] == nil
            if removed > 0, isBare { policy["per"] = nil }
            return removed
        }
        guard var retry = policy["retry"] else { return 0 }
        let removed = remove(from: &retry)
        policy["retry"] = retry
        return removed
    }

    private func remove(from object: inout SyntaxTree) -> Int {
        guard object[word] != nil else { return 0 }
        object[word] = nil
        return 1
    }

    private func removeEverywhere(_ tree: inout SyntaxTree) -> Int {
        var count = 0
        tree.change("topology", "policies") { _, policy in count += removeFromPolicies(&policy) }
        tree.changeCalls { _, _, holder in
            guard var policy = holder["policy"], policy.members != nil else { return }
            count += removeFromPolicies(&policy)
            holder["policy"] = policy
        }
        return count
    }

    /// Gives each call on the edge a policy of its own, so that the other edges keep theirs.
    private func removeFromEdges(_ tree: inout SyntaxTree) -> Int {
        guard let ends else { return 0 }
        let named = tree["topology"]?["policies"]
        var count = 0
        tree.changeCalls { caller, callee, holder in
            let from = ends.from ?? "*"
            guard from == "*" || from == caller, ends.to == "*" || ends.to == callee else { return }
            guard let written = holder["policy"] else { return }
            guard var policy = written.string.map({ named?[$0] }) ?? written else { return }
            let removed = removeFromPolicy(&policy)
            count += removed
            if removed > 0 { holder["policy"] = policy }
        }
        return count
    }
}

import Resilience

extension Node {
    /// The protections from the outside in: each that the policy has, once, and in an order that
    /// means something.
    func order(of policy: Policy) -> [Policy.Stage]? {
        let expected = "a list of protections from the outside in"
        guard let nodes = elements(expected: expected) else { return nil }
        var order: [Policy.Stage] = []
        var isWhole = true
        for node in nodes {
            guard let stage = node.word(Policy.Stage.self) else {
                isWhole = false
                continue
            }
            if order.contains(stage) { node.refuse(expected: "each protection once") }
            order.append(stage)
        }
        guard isWhole else { return nil }
        let missing = Policy.Stage.allCases.filter {
            $0 != .balance && policy.has($0) && !order.contains($0)
        }
        if !missing.isEmpty {
            let names = missing.map { quoted($0.rawValue) }
            report("\(name) leaves out \(listed(names))", expected: "every protection there is")
            return nil
        }
        return isSound(order) ? order : nil
    }

    private func isSound(_ order: [Policy.Stage]) -> Bool {
        if breaks(order, Policy.Stage.allCases.filter { $0 != .balance }, [.balance]) {
            report(
                "\(name) has \"balance\" around other protections",
                expected: "it last, since an instance is picked for each attempt")
            return false
        }
        if breaks(order, [.deadline], [.timeout, .retry, .hedge]) {
            report(
                "\(name) has \"deadline\" within timeout, retry or hedge",
                expected: "it before them, since it is for the whole call")
            return false
        }
        return true
    }

    /// Whether one of `inner` stands outside one of `outer`.
    private func breaks(
        _ order: [Policy.Stage], _ outer: [Policy.Stage], _ inner: [Policy.Stage]
    ) -> Bool {
        guard let first = order.firstIndex(where: { inner.contains($0) }),
            let last = order.lastIndex(where: { outer.contains($0) })
        else { return false }
        return first < last
    }
}

extension Policy {
    /// Whether breaker or bulkhead, which stand per callee instance, would outlast the attempt or
    /// the copy that goes to that instance.
    var outlastsItsInstance: Bool {
        guard scope == .instance else { return false }
        let stages = stages
        guard let inner = stages.lastIndex(where: { $0 == .retry || $0 == .hedge }),
            let outer = stages.firstIndex(where: { $0 == .breaker || $0 == .bulkhead })
        else { return false }
        return outer < inner
    }
}

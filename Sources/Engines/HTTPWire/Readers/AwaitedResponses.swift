/// The methods of the requests that are not answered yet, first sent first.
struct AwaitedResponses: Hashable, Sendable {
    // A queue in an array: pipelining is rare, so it is nearly always one long.
    private var methods: [HTTPMethod] = []
    private var answered = 0

    var count: Int { methods.count - answered }
    var first: HTTPMethod? { answered < methods.count ? methods[answered] : nil }

    mutating func append(_ method: HTTPMethod) { methods.append(method) }

    mutating func removeFirst() {
        answered += 1
        if answered == methods.count {
            methods.removeAll(keepingCapacity: true)
            answered = 0
        } else if answered >= 64 && answered * 2 >= methods.count {
            methods.removeFirst(answered)
            answered = 0
        }
    }
}

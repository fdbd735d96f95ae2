/// What one instance has counted since it began, for its `/metrics`.
struct ServerMeters {
    /// Requests that reached an endpoint.
    private(set) var received = 0
    /// Requests to endpoints that were answered, by status.
    private var answered = Array(repeating: 0, count: 1000)

    mutating func countRequest() { received += 1 }
    mutating func countAnswer(_ status: Int) { answered[status] += 1 }

    /// The statuses that were answered, rising, and how often.
    var answers: [(status: Int, count: Int)] {
        answered.indices.filter { answered[$0] > 0 }.map { ($0, answered[$0]) }
    }
}

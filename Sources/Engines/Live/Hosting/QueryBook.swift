import Recordings
import Timebase
package import Topologies

/// Questions to instance processes for their totals, and the totals of those that have ended.
package final class QueryBook {
    private struct Query {
        var number: Int64
        var awaited: Set<Int32>
        var body: () -> Void
    }

    private var open: [Query] = []
    private var nextNumber: Int64 = 0
    /// Of each service, what its ended processes had counted.
    private var retired: [ServiceID: [Int64]] = [:]

    /// How long an answer is awaited: a stopped process gives none, and its last one counts.
    static let patience = Duration.milliseconds(50)

    package init() {}

    /// Calls `body` once all have answered, were given up on, or have ended.
    package func begin(asking hosts: [Int32], _ body: @escaping () -> Void) -> Int64 {
        nextNumber += 1
        guard !hosts.isEmpty else {
            body()
            return nextNumber
        }
        open.append(Query(number: nextNumber, awaited: Set(hosts), body: body))
        return nextNumber
    }

    package func answered(_ number: Int64, by host: Int32) {
        guard let place = open.firstIndex(where: { $0.number == number }) else { return }
        open[place].awaited.remove(host)
        if open[place].awaited.isEmpty { close(place) }
    }

    package func answeredAll(by host: Int32) {
        for number in open.map(\.number) { answered(number, by: host) }
    }

    package func giveUp(_ number: Int64) {
        if let place = open.firstIndex(where: { $0.number == number }) { close(place) }
    }

    private func close(_ place: Int) { open.remove(at: place).body() }

    package func retire(_ totals: [Int64], of service: ServiceID) {
        retired[service] = QueryBook.sum([retired[service] ?? [], totals])
    }

    /// All that a service has counted.
    package func sum(of service: ServiceID, with current: [[Int64]]) -> [Int64] {
        QueryBook.sum([retired[service] ?? []] + current)
    }

    private static func sum(_ rows: [[Int64]]) -> [Int64] {
        var sum = Array(repeating: Int64(0), count: ServiceCounter.allCases.count)
        for row in rows { for (column, value) in row.enumerated() { sum[column] &+= value } }
        return sum
    }
}

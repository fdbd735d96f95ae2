import Resilience
import Timebase

extension ObjectTable {
    package static let bulkhead = ObjectTable(
        "Bulkhead", "Caps the calls in flight from one caller to one callee.",
        [
            KeyRow(
                "concurrent", "count from 1", default: 25, from: "resilience4j",
                "Calls in flight at once."),
            KeyRow(
                "queue", "count from 0", default: 0, from: "resilience4j (no wait)",
                "Calls that may wait for a place."),
            KeyRow(
                "queueFor", "duration above zero", defaultText: "no limit of its own",
                "How long a call may wait; without it the timeout decides. Only with a `queue`."),
        ])
}

extension Node {
    func bulkhead() -> Bulkhead? {
        guard let fields = Fields(self, .bulkhead) else { return nil }
        let queue = fields["queue"]?.count(in: 0...1_000_000)
        if queue == 0 {
            fields.refuseIdle(["queueFor"], "with a queue of 0", expected: "a queue from 1")
        }
        return Bulkhead(
            concurrent: fields["concurrent"]?.count(in: 1...1_000_000) ?? 1, queue: queue ?? 0,
            queueFor: fields["queueFor"]?.duration(aboveZero: true) ?? .forever)
    }
}

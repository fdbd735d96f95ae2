import Chance
import Resilience
import Timebase

extension ObjectTable {
    package static let restart = ObjectTable(
        "Restart", "Starts dead instances again, ever more slowly while they keep dying.",
        [
            KeyRow("after", "duration", default: "1s", "The wait before the first restart."),
            KeyRow(
                "backoff", "duration", default: "10s", from: "Kubernetes",
                "The wait before the second; it doubles from there."),
            KeyRow(
                "max", "duration, at least `backoff`", default: "5m", from: "Kubernetes",
                "No wait is longer."),
            KeyRow(
                "resetAfter", "duration above zero", default: "10m", from: "Kubernetes",
                "A life of so long forgets the restarts before it."),
            KeyRow(
                "startup", "duration or distribution", default: "0s",
                "From the start until the instance serves."),
        ])
}

extension Node {
    func restart() -> Restart.Settings? {
        guard let fields = Fields(self, .restart) else { return nil }
        let settings = Restart.Settings(
            after: fields["after"]?.duration() ?? .zero,
            backoff: fields["backoff"]?.duration() ?? .zero,
            max: fields["max"]?.duration() ?? .forever,
            resetAfter: fields["resetAfter"]?.duration(aboveZero: true) ?? .zero,
            startup: fields["startup"]?.distribution() ?? .constant(.zero))
        if settings.max < settings.backoff {
            fields["max"]?.refuse(expected: "at least the backoff, \"\(settings.backoff)\"")
        }
        return settings
    }
}

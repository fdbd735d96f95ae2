import Recordings
import Timebase

/// Maps instants of the run to places from left to right, and knows where ticks belong.
struct TimeAxis {
    let duration: Duration
    let left: Double
    let right: Double

    func x(_ at: Instant) -> Double {
        let share = Double(at.nanoseconds) / Double(max(1, duration.nanoseconds))
        return left + min(1, max(0, share)) * (right - left)
    }

    private static let steps: [Int64] = [
        1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 21_600, 43_200,
        86_400,
    ]

    /// The instants at which a tick stands, at most 12 of them.
    var ticks: [Instant] {
        let milliseconds = duration.nanoseconds / 1_000_000
        let step =
            milliseconds < 2000
            ? max(1, milliseconds / 5)
            : TimeAxis.steps.map { $0 * 1000 }.first { milliseconds / $0 <= 11 }
                ?? max(1, milliseconds / 11)
        return stride(from: 0, through: milliseconds, by: Int(step)).map {
            Instant(nanoseconds: $0 * 1_000_000)
        }
    }

    /// The label of a tick, in the unit of ``unit``.
    func label(_ tick: Instant) -> String {
        DecimalText.string(tick.seconds / scale.seconds, decimals: 1, isTrimmed: true)
    }

    /// What the labels count.
    var unit: String { scale.name }

    private var scale: (name: String, seconds: Double) {
        switch duration {
        case ..<Duration.seconds(600): ("s", 1)
        case ..<Duration.seconds(4 * 3600): ("min", 60)
        default: ("h", 3600)
        }
    }

    /// The ticks with their labels below, at the foot of all panels, and the axis' name.
    func draw(at y: Double, in svg: inout SVG) {
        svg.line(from: .init(x: left, y: y), to: .init(x: right, y: y), .axis)
        for tick in ticks {
            let x = x(tick)
            svg.line(from: .init(x: x, y: y), to: .init(x: x, y: y + 4), .tick)
            svg.text(label(tick), at: .init(x: x, y: y + 17), .tickLabel, .middle)
        }
        svg.text(
            "time since the start of the run (\(unit))",
            at: .init(x: (left + right) / 2, y: y + 34),
            .tickLabel, .middle)
    }
}

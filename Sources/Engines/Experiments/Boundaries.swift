public import Recordings
public import Timebase

/// Where a run is in its cells and timeline steps, and when the next one begins.
public struct Boundaries: Hashable, Sendable {
    let windows: Windows
    let step: Duration
    let stepCount: Int
    let end: Instant
    private var segment = 0
    private(set) var segmentFrom = Instant.start
    /// The cell at hand.
    public private(set) var cell: Int
    private(set) var stepNumber = 0
    private(set) var stepFrom = Instant.start
    /// The next boundary of a step or a segment.
    public private(set) var next = Instant.start

    /// At the start of a run.
    public init(windows: Windows, duration: Duration) {
        self.windows = windows
        step = Recording.step(for: duration)
        stepCount = Int((duration.nanoseconds - 1) / step.nanoseconds) + 1
        end = .start + duration
        cell = windows.segments[0].cell
        next = following
    }

    /// The step at hand; nil while the run drains.
    public var timelineStep: Int? { stepNumber < stepCount ? stepNumber : nil }

    private var following: Instant {
        let segmentEnd =
            segment + 1 < windows.segments.count ? windows.segments[segment + 1].from : .never
        let stepEnd = stepNumber < stepCount ? min(end, stepFrom + step) : .never
        return min(segmentEnd, stepEnd)
    }

    /// Moves over ``next``.
    public mutating func cross() {
        let now = next
        while segment + 1 < windows.segments.count, windows.segments[segment + 1].from <= now {
            segment += 1
            segmentFrom = windows.segments[segment].from
            cell = windows.segments[segment].cell
        }
        if stepNumber < stepCount, stepFrom + step <= now || now >= end {
            stepNumber += 1
            stepFrom = stepNumber < stepCount ? stepFrom + step : end
        }
        next = following
    }

    /// The cell of an instant that may have passed.
    @inline(__always)
    func cell(at instant: Instant) -> Int {
        instant >= segmentFrom ? cell : earlierCell(at: instant)
    }

    private func earlierCell(at instant: Instant) -> Int {
        var place = segment - 1
        while windows.segments[place].from > instant { place -= 1 }
        return windows.segments[place].cell
    }

    /// The step of an instant, or −1 while the run drains.
    @inline(__always)
    func stepNumber(at instant: Instant) -> Int {
        if instant >= stepFrom { return stepNumber < stepCount ? stepNumber : -1 }
        return Int(instant.nanoseconds / step.nanoseconds)
    }
}

public import Timebase

/// Expects of a load what the straight line through its recent values says.
///
/// The least-squares line over the values noted within `window`, read `ahead` of now and never
/// below 0; nothing with fewer than three values. As the linear model of predictive autoscalers has
/// it: the instances it asks for are there when they are needed, if `ahead` is the time that they
/// take to start. It follows ramps, lags at their corners by up to a window, and knows no days or
/// weeks.
///
/// A value without timer: the autoscaler notes the load at each of its looks.
/// - SeeAlso: the Predictive Horizontal Pod Autoscaler's `Linear` model; Amazon EC2 Auto Scaling,
///   "Predictive scaling", which takes the maximum of forecast and dynamic scaling as well.
public struct LoadForecast: Hashable, Sendable {
    /// How far it looks back and ahead.
    public struct Settings: Hashable, Sendable {
        public var window: Duration
        public var ahead: Duration
        public init(window: Duration, ahead: Duration) {
            self.window = window
            self.ahead = ahead
        }
    }

    private struct Point: Hashable, Sendable {
        var at: Instant
        var load: Double
    }

    /// The fewest values that show a trend.
    private static let fewest = 3

    public let settings: Settings
    private var points: [Point] = []

    public init(_ settings: Settings) { self.settings = settings }

    /// The load was so much.
    public mutating func note(_ load: Double, at instant: Instant) {
        points.append(Point(at: instant, load: load))
    }

    /// The load expected `ahead` of now; nil while too little is known.
    public mutating func expected(now: Instant) -> Double? {
        points.removeAll { now - $0.at > settings.window }
        guard points.count >= LoadForecast.fewest else { return nil }
        // Times count from now, in seconds, so that squares stay small.
        let count = Double(points.count)
        let meanTime = points.reduce(0) { $0 + ($1.at - now).seconds } / count
        let meanLoad = points.reduce(0) { $0 + $1.load } / count
        var (covariance, variance) = (0.0, 0.0)
        for point in points {
            let time = (point.at - now).seconds - meanTime
            covariance += time * (point.load - meanLoad)
            variance += time * time
        }
        let slope = variance > 0 ? covariance / variance : 0
        return max(0, meanLoad + slope * (settings.ahead.seconds - meanTime))
    }
}

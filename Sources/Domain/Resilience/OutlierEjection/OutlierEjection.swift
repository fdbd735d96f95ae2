public import Chance
public import Timebase

/// Takes an instance out of one caller's list for a while when its answers are worse than the
/// others'.
///
/// It follows Envoy's `outlier_detection_impl.cc`:
/// - so many failures in a row eject at once; a success, which is any answer below 500, begins the
///   count anew, and so does the ejection, whether it was carried out or not;
/// - at the end of each interval come first those whose time is over, then the rates over that
///   interval: the σ rule with the population's deviation and "below", the failure share with "at
///   or above";
/// - the n-th ejection lasts n times the base, up to a longest; n falls by one for each interval
///   that an instance has been back and well for a whole interval or more;
/// - an ejection that would put out more than the most allowed is not carried out; one instance may
///   always be out, as in every Envoy before 1.31, where that became `always_eject_one_host`.
///
/// It departs in three places: a rule is enforced or absent, never by chance; an instance that the
/// σ rule has just ejected is not counted again by the failure share; and where not all outliers
/// may go, those of the lowest ids go, where Envoy follows the order of a hash map.
/// A value without timer: the caller ends an interval with ``endInterval(now:into:)``.
public struct OutlierEjection: Hashable, Sendable {
    /// What an attempt says of its instance.
    public enum Result: UInt8, Hashable, Sendable, CaseIterable {
        /// Any answer below 500.
        case success
        /// 502, 503 or 504, or no answer: Envoy takes a timeout for a 504 and a connection that is
        /// refused or reset for a 503.
        case gatewayFailure
        /// Any other answer from 500 on.
        case otherFailure
    }

    /// Which rule ejected.
    public enum Cause: UInt8, Hashable, Sendable, CaseIterable {
        case consecutive, gatewayFailures, successRate, failureShare
    }

    /// What the end of an interval changed.
    public enum Change: Hashable, Sendable {
        case ejected(Int32, Cause)
        case readmitted(Int32)
    }

    /// What is known of one instance.
    struct Monitor: Hashable, Sendable {
        var member: Int32
        var inARow: Int32 = 0
        var gatewayInARow: Int32 = 0
        /// Of the interval that runs.
        var requests = 0
        var successes = 0
        /// How many bases its last ejection lasted at most, less what it has served since.
        var backoff: Int64 = 0
        /// Ejections so far, for draws.
        var ejections = 0
        var isEjected = false
        var ejectedAt = Instant.start
        var readmittedAt: Instant?
        var jitter = Duration.zero
    }

    public let settings: Settings
    private let key: Key
    /// By rising id.
    var monitors: [Monitor] = []
    /// How many instances are out.
    public private(set) var ejectedCount = 0

    /// - Parameter key: of this caller's draws.
    public init(_ settings: Settings, key: Key) {
        self.settings = settings
        self.key = key
    }

    /// The callee's instances, by rising id: a new one is unknown, one that is gone is forgotten.
    public mutating func setMembers(_ members: [Int32]) {
        monitors = members.map { member in
            place(of: member).map { monitors[$0] } ?? Monitor(member: member)
        }
        ejectedCount = monitors.count { $0.isEjected }
    }

    /// Whether an instance is out.
    public func isEjected(_ member: Int32) -> Bool {
        place(of: member).map { monitors[$0].isEjected } ?? false
    }

    /// Counts how an attempt to `member` ended.
    ///
    /// - Returns: the rule that has put it out with this one.
    public mutating func record(_ member: Int32, _ result: Result, now: Instant) -> Cause? {
        guard let place = place(of: member) else { return nil }  // It has left meanwhile.
        monitors[place].requests += 1
        guard result != .success else {
            monitors[place].successes += 1
            monitors[place].inARow = 0
            monitors[place].gatewayInARow = 0
            return nil
        }
        var cause: Cause?
        if result == .gatewayFailure {
            monitors[place].gatewayInARow += 1
            if Int(monitors[place].gatewayInARow) == settings.gatewayFailures,
                !monitors[place].isEjected
            {
                if eject(place, now: now) { cause = .gatewayFailures }
                monitors[place].gatewayInARow = 0
            }
        } else {
            monitors[place].gatewayInARow = 0
        }
        monitors[place].inARow += 1
        if Int(monitors[place].inARow) == settings.consecutive, !monitors[place].isEjected {
            if eject(place, now: now) { cause = .consecutive }
            monitors[place].inARow = 0
        }
        return cause
    }

    /// An active health check of `member` has passed: Envoy takes that for proof that it is well
    /// (`successful_active_health_check_uneject_host`).
    ///
    /// - Returns: whether it was out and is back.
    public mutating func passedCheck(_ member: Int32, now: Instant) -> Bool {
        guard settings.checksReadmit, let place = place(of: member), monitors[place].isEjected
        else { return false }
        readmit(place, now: now)
        return true
    }

    /// Ejects, if one more may be out.
    mutating func eject(_ place: Int, now: Instant) -> Bool {
        let share = Double(ejectedCount + 1) / Double(monitors.count)
        let isAllowed = share <= settings.atMost || settings.alwaysOne && ejectedCount == 0
        guard isAllowed, !monitors[place].isEjected else { return false }
        ejectedCount += 1
        monitors[place].isEjected = true
        monitors[place].ejectedAt = now
        monitors[place].ejections += 1
        var generator = Generator(
            key.child(Int(monitors[place].member)).child(monitors[place].ejections))
        monitors[place].jitter = generator.duration(below: settings.jitter)
        // So that a longest that is no multiple of the base is reached, and hardly passed.
        if settings.ejectFor * monitors[place].backoff < settings.longest + settings.ejectFor {
            monitors[place].backoff += 1
        }
        return true
    }

    mutating func readmit(_ place: Int, now: Instant) {
        ejectedCount -= 1
        monitors[place].isEjected = false
        monitors[place].inARow = 0
        monitors[place].gatewayInARow = 0
        monitors[place].readmittedAt = now
    }

    private func place(of member: Int32) -> Int? {
        var low = 0
        var high = monitors.count
        while low < high {
            let middle = (low + high) / 2
            if monitors[middle].member < member { low = middle + 1 } else { high = middle }
        }
        return low < monitors.count && monitors[low].member == member ? low : nil
    }
}

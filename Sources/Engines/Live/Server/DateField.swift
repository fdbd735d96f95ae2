import Glibc
import Timebase

/// The `date` field of answers, made anew once a second.
///
/// - SeeAlso: RFC 9110, sections 5.6.7 (IMF-fixdate) and 6.6.1.
struct DateField {
    private var line: [UInt8] = []
    private var staleAt = Instant.start

    /// Appends the whole line.
    mutating func append(to buffer: inout [UInt8], now: Instant) {
        if now >= staleAt || line.isEmpty { renew(now) }
        buffer.append(contentsOf: line)
    }

    private mutating func renew(_ now: Instant) {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        line = DateField.line(secondsSince1970: time.tv_sec)
        staleAt = now + .nanoseconds(1_000_000_000 - Int64(time.tv_nsec))
    }

    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func line(secondsSince1970 seconds: Int) -> [UInt8] {
        var seconds = seconds
        var date = tm()
        gmtime_r(&seconds, &date)
        func padded(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let day = "\(days[Int(date.tm_wday)]), \(padded(date.tm_mday))"
        let month = "\(months[Int(date.tm_mon)]) \(1900 + date.tm_year)"
        let time = [date.tm_hour, date.tm_min, date.tm_sec].map(padded).joined(separator: ":")
        return Array("date: \(day) \(month) \(time) GMT\r\n".utf8)
    }
}

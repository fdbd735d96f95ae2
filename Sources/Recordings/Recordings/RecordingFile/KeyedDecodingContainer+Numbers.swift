import Faults
import Timebase

/// The error for a number that no run can have left behind.
func damage(_ what: String, _ path: [any CodingKey]) -> DecodingError {
    .dataCorrupted(DecodingError.Context(codingPath: path, debugDescription: what))
}

/// A count: a whole number from 0 to 2⁴⁰, so that any that are added up stay in range.
func count(_ number: Int, _ path: [any CodingKey]) throws -> Int {
    guard (0...1 << 40).contains(number) else { throw damage("\(number) is no count", path) }
    return number
}

/// A span of time in nanoseconds, from 0 to ``Duration/forever``.
func duration(_ number: Int64, _ path: [any CodingKey]) throws -> Duration {
    guard (0...Duration.forever.nanoseconds).contains(number) else {
        throw damage("\(number) ns is no time", path)
    }
    return .nanoseconds(number)
}

/// An instant in nanoseconds since the start, from 0 to ``Instant/never``.
func instant(_ number: Int64, _ path: [any CodingKey]) throws -> Instant {
    guard (0...Instant.never.nanoseconds).contains(number) else {
        throw damage("\(number) ns is no instant", path)
    }
    return Instant(nanoseconds: number)
}

/// A whole row of counters.
func tally<Column>(_ row: [Int64], _ path: [any CodingKey]) throws -> Tally<Column> {
    guard row.count == Column.allCases.count else {
        throw damage("expected \(Column.allCases.count) counters, read \(row.count)", path)
    }
    guard row.allSatisfy({ $0 >= 0 }) else { throw damage("a counter is below zero", path) }
    return Tally(values: row)
}

extension KeyedDecodingContainer {
    func count(_ key: Key) throws -> Int {
        try Recordings.count(decode(Int.self, forKey: key), codingPath + [key])
    }

    func duration(_ key: Key) throws -> Duration {
        try Recordings.duration(decode(Int64.self, forKey: key), codingPath + [key])
    }

    func instant(_ key: Key) throws -> Instant {
        try Recordings.instant(decode(Int64.self, forKey: key), codingPath + [key])
    }

    func durations(_ key: Key) throws -> [Duration?] {
        try decode([Int64?].self, forKey: key).map { number in
            try number.map { try Recordings.duration($0, codingPath + [key]) }
        }
    }

    func spans(_ key: Key) throws -> [FaultLedger.Span] {
        let numbers = try decode([Int64].self, forKey: key)
        guard numbers.count.isMultiple(of: 2) else {
            throw damage("spans must be pairs of from and to", codingPath + [key])
        }
        return try stride(from: 0, to: numbers.count, by: 2).map { index in
            FaultLedger.Span(
                from: try Recordings.instant(numbers[index], codingPath + [key]),
                to: try Recordings.instant(numbers[index + 1], codingPath + [key]))
        }
    }

    func row<Column>(_ key: Key) throws -> Tally<Column> {
        try tally(decode([Int64].self, forKey: key), codingPath + [key])
    }

    /// Rows of the binned counters.
    func rows<Column>(_ key: Key) throws -> [Tally<Column>] {
        let numbers = try decode([Int64].self, forKey: key)
        guard numbers.count.isMultiple(of: Column.binned), numbers.allSatisfy({ $0 >= 0 }) else {
            throw damage("expected rows of \(Column.binned) counters", codingPath + [key])
        }
        return stride(from: 0, to: numbers.count, by: Column.binned).map { start in
            Tally(values: numbers[start..<start + Column.binned])
        }
    }

    func histogram(_ key: Key) throws -> Histogram {
        let fields = try nestedContainer(keyedBy: HistogramKey.self, forKey: key)
        let numbers = try fields.decode([Int].self, forKey: .buckets)
        guard numbers.count.isMultiple(of: 2) else {
            throw damage("buckets must be pairs of distance and count", codingPath + [key])
        }
        var bucket = 0
        let last = Histogram.bucket(of: .forever)
        let buckets = try stride(from: 0, to: numbers.count, by: 2).map { index in
            let (gap, count) = (numbers[index], numbers[index + 1])
            let isRising = gap > 0 || (index == 0 && gap == 0)
            guard isRising, gap <= last - bucket, (1...Int(UInt32.max)).contains(count) else {
                throw damage("\(gap), \(count) is no bucket after \(bucket)", codingPath + [key])
            }
            bucket += gap
            return (bucket: bucket, count: count)
        }
        return Histogram(
            buckets: buckets, total: try fields.duration(.total), max: try fields.duration(.max))
    }
}

private enum HistogramKey: String, CodingKey {
    case buckets
    case total = "total_ns"
    case max = "max_ns"
}

/// Every problem of an input, in the order of files and lines; at most ``limit`` are kept.
public struct Problems: Error, Sendable {
    /// How many problems are listed; the others are counted.
    public static let limit = 100

    /// The problems listed.
    public private(set) var list: [Problem] = []
    /// How many more there are.
    public private(set) var unlisted = 0

    package init() {}
    package init(_ problem: Problem) { list = [problem] }

    /// Whether there is none.
    public var isEmpty: Bool { list.isEmpty }
    /// How many there are, listed or not.
    public var count: Int { list.count + unlisted }

    /// Adds a problem, once: the same sentence at the same place says nothing new.
    package mutating func add(_ problem: Problem) {
        guard list.count < Self.limit else {
            unlisted += 1
            return
        }
        guard !list.contains(problem) else { return }
        list.append(problem)
    }

    /// The problems in reading order.
    package func sorted() -> Problems {
        var result = self
        result.list = list.inReadingOrder()
        return result
    }
}

extension [Problem] {
    /// By file as first met, then by line and column; what stands at one place stays as it was.
    func inReadingOrder() -> [Problem] {
        var ranks: [String: Int] = [:]
        for problem in self where ranks[problem.place.file] == nil {
            ranks[problem.place.file] = ranks.count
        }
        func rank(_ problem: Problem) -> (Int, Int, Int) {
            let place = problem.place
            return (ranks[place.file] ?? 0, place.line, place.column)
        }
        return enumerated().sorted { left, right in
            let ranks = (rank(left.element), rank(right.element))
            return ranks.0 == ranks.1 ? left.offset < right.offset : ranks.0 < ranks.1
        }.map(\.element)
    }
}

extension Problems: CustomStringConvertible {
    /// One line a problem, and `and N more` when there were too many to list.
    public var description: String {
        var lines = list.map(\.description)
        if unlisted > 0 { lines.append("and \(unlisted) more") }
        return lines.joined(separator: "\n")
    }
}

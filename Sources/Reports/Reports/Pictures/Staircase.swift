package import Timebase

/// Values that hold from each instant until the next one's; the first is at the start.
package struct Staircase {
    package struct Step {
        package var at: Instant
        package var values: [Double]
        package init(at: Instant, values: [Double]) {
            self.at = at
            self.values = values
        }
    }

    package private(set) var steps: [Step]

    package init(_ steps: [Step]) {
        self.steps = []
        for step in steps {
            if let last = self.steps.last, last.at == step.at { self.steps.removeLast() }
            if self.steps.last?.values != step.values { self.steps.append(step) }
        }
    }

    /// The steps, or where they are too many their means over time in even bins.
    package func thinned(until end: Instant) -> [Step] {
        guard steps.count > Bins.most, end > .start else { return steps }
        let length = (end.nanoseconds + Int64(Bins.most) - 1) / Int64(Bins.most)
        var bins: [Step] = []
        var current = 0
        for bin in 0..<Int64(Bins.most) {
            let from = Instant(nanoseconds: bin * length)
            let to = min(end, Instant(nanoseconds: (bin + 1) * length))
            guard from < to else { break }
            while current + 1 < steps.count && steps[current + 1].at <= from { current += 1 }
            bins.append(Step(at: from, values: means(from: from, to: to, startingAt: current)))
        }
        return bins
    }

    private func means(from: Instant, to: Instant, startingAt first: Int) -> [Double] {
        var sums = steps[first].values.map { _ in 0.0 }
        var index = first
        while index < steps.count && (index == first || steps[index].at < to) {
            let begin = max(from, steps[index].at)
            let end = index + 1 < steps.count ? min(to, steps[index + 1].at) : to
            let seconds = (end - begin).seconds
            for value in sums.indices { sums[value] += steps[index].values[value] * seconds }
            index += 1
        }
        return sums.map { $0 / (to - from).seconds }
    }
}

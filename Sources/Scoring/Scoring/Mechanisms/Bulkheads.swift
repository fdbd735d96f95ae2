import Recordings
import Resilience
import Scenarios
import Timebase
import Topologies

/// Bulkheads: a faulty edge cannot take all the slots of its caller.
///
/// Called for when the calls in flight exceed 3 × control's peak, or the bulkhead refused what it
/// does not refuse in the control run. What isolation was worth to others is the blast radius,
/// which is scored once, in the outcome.
/// - SeeAlso: Nygard, *Release It!*, 2nd ed. (2018), "Bulkheads".
extension Evidence {
    func judgeBulkheads() -> [MechanismScore] {
        judgedEdges { $0.first(\.bulkhead, "bulkhead") }.map { judged, present in
            let refused =
                judged.seen.tally[.rejectedByBulkhead] - judged.expected.tally[.rejectedByBulkhead]
            guard judged.seen.peak > 3 * judged.usual.peak || refused > 0 else {
                return notCalledFor(
                    .bulkheads, on: judged,
                    "at most \(judged.seen.peak) calls were in flight, within 3 × control's peak "
                        + "of \(judged.usual.peak)", path: present?.path)
            }
            return calledFor(
                .bulkheads, on: judged, path: present?.path,
                measures: bulkheadMeasures(judged, present?.setting),
                events: explanations(.bulkheads, on: judged))
        }
    }

    /// The cap is the owner's setting and would define itself as perfect, so the slots taken are
    /// scored against the caller's slots; their ratio to the cap is shown and not scored.
    private func bulkheadMeasures(_ judged: JudgedEdge, _ bulkhead: Bulkhead?) -> [Measure] {
        let tally = judged.seen.tally
        let peak = judged.seen.peakPerCaller
        return [
            Measure(
                "slots_taken", "most of a caller's slots that the edge took at once",
                slotsTaken(judged), unit: "ratio", good: 0.1, bad: 0.9),
            Measure(
                "of_cap", "most calls in flight from one caller ÷ its bulkhead",
                bulkhead.map { ofCap(peak, $0, samples: tally[.calls]) } ?? onlyWherePresent,
                unit: "ratio"),
            Measure(
                "refused_while_free", "calls refused while the bulkhead had room",
                bulkhead == nil
                    ? onlyWherePresent
                    : .share(
                        tally[.rejectedWhileFree], of: tally[.calls],
                        orElse: "no call was made"),
                unit: "ratio", good: 0, bad: 0.05),
            Measure(
                "false_refusals", "calls refused in the control run, where nothing was wrong",
                bulkhead == nil
                    ? onlyWherePresent
                    : .share(
                        judged.usual.tally[.rejectedByBulkhead], of: judged.usual.tally[.calls],
                        orElse: "no call was made"),
                unit: "ratio", good: 0, bad: 0.05),
        ]
    }

    /// No value above the cap: calls that wait, for a place or to be tried once more, are in flight
    /// as well and hold none, so that more of them than places says nothing of the bulkhead.
    private func ofCap(_ peak: Int, _ bulkhead: Bulkhead, samples: Int) -> Observation {
        guard peak <= bulkhead.concurrent else {
            return .none(
                "\(peak) calls were in flight, of which those that wait, for one of the "
                    + "\(bulkhead.concurrent) places or for their next attempt, hold none",
                samples: samples)
        }
        return .value(Double(peak) / Double(bulkhead.concurrent), samples: samples)
    }

    private func slotsTaken(_ judged: JudgedEdge) -> Observation {
        guard scenario.caller(of: judged.edge) != nil else {
            return .none("the caller is a load stream, which has no slots")
        }
        guard let slots = slots(ofCaller: judged.edge) else {
            return .none("the caller has no limit of slots")
        }
        // Parallel branches may have more calls in flight than their callers have slots.
        let share = min(1, Double(judged.seen.peakPerCaller) / Double(slots))
        return .value(share, samples: judged.seen.tally[.calls])
    }
}

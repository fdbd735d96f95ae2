import Scoring

/// The outcome as a ring beside the headline, which says the same in words.
struct OutcomeGauge {
    private let scorecard: Scorecard

    init(_ scorecard: Scorecard) { self.scorecard = scorecard }

    /// How the verdict looks: as good where it is the one that was expected.
    private var tone: String {
        switch scorecard.verdict {
        case .pass: scorecard.expectsFail ? "bad" : "good"
        case .fail: scorecard.expectsFail ? "good" : "bad"
        case .inconclusive, .error: "unsure"
        }
    }

    var svg: String {
        let score = Quantity.score(scorecard.overall)
        let share = Int(min(100, max(0, scorecard.overall ?? 0)))
        // Its radius makes it 100 around, so that a point is a unit.
        let ring = "cx=\"20\" cy=\"20\" r=\"15.915\""
        return "<svg class=\"gauge \(tone)\" viewBox=\"0 0 40 40\" aria-hidden=\"true\">"
            + "<circle class=\"track\" \(ring)/>"
            + "<circle class=\"arc\" \(ring) stroke-dasharray=\"\(share) \(100 - share)\" "
            + "stroke-dashoffset=\"25\"/>"
            + "<text x=\"20\" y=\"23.9\" text-anchor=\"middle\">\(score)</text></svg>"
    }
}

import Scenarios
import Scoring

/// The input of the reports with the sums that all of them need.
struct Evidence {
    let input: ReportInput
    let run: Figures
    let control: Figures?

    init(_ input: ReportInput) {
        self.input = input
        run = Figures(input.run)
        control = input.control.map(Figures.init)
    }

    var scenario: Scenario { input.scenario }
    var scorecard: Scorecard { input.scorecard }
    var clock: RunClock { RunClock(input.run.duration) }

    /// The phase that matters most: `faults`, or `run` where there are none.
    var decisivePhase: String { run.phase("faults") == nil ? "run" : "faults" }

    /// A figure in the decisive phase, of the run and of the control run.
    func decisive<Value>(
        of stream: Int, _ figure: (StreamFigures) -> Value?
    ) -> (run: Value?, control: Value?) {
        let phase = decisivePhase
        func pick(_ figures: Figures) -> Value? {
            figures.phase(phase).flatMap { figure(figures.streams[stream][$0]) }
        }
        return (pick(run), control.flatMap(pick))
    }
}

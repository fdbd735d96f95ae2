import Dispatch
import Recordings
import Scenarios
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Shows a live run while it goes on: a view that is drawn over itself on a terminal, and a line
/// now and then elsewhere.
///
/// A frame is one write, erases nothing that it does not draw over, and leaves the terminal as it
/// was: the cursor is never hidden, so that no end of the process can leave it hidden.
/// - SeeAlso: ECMA-48, chapter 8.3 (CUU, ED, EL); DEC private mode 7, *autowrap*.
final class LiveScreen: Sendable {
    private struct State {
        /// What stands on the terminal.
        var lines: [String] = []
        var isBusy = false
        var told = LivePlainLines()
    }

    private let scenario: Scenario
    private let terminal: Terminal
    private let queue = DispatchQueue(label: "view", qos: .utility)
    private let state = Mutex(State())

    init(_ scenario: Scenario, _ terminal: Terminal) {
        self.scenario = scenario
        self.terminal = terminal
    }

    /// Shows how far the run has come; returns at once. What comes while a frame is still being
    /// drawn is dropped.
    func show(_ recording: Recording) {
        let isFree = state.withLock { state in
            defer { state.isBusy = true }
            return !state.isBusy
        }
        guard isFree else { return }
        queue.async { [self] in
            let figures = LiveFigures(recording, of: scenario)
            if terminal.isLive { draw(figures) } else { tell(figures) }
            state.withLock { $0.isBusy = false }
        }
    }

    private func draw(_ figures: LiveFigures) {
        let size = Self.size
        let view = LiveView(scenario, columns: size.columns - 1, rows: size.rows - 1) {
            [terminal] text, colour in terminal.tintView(text, colour)
        }
        let lines = view.lines(figures)
        state.withLock { state in
            terminal.draw(Self.frame(lines, over: Self.height(of: state.lines)))
            state.lines = lines
        }
    }

    private func tell(_ figures: LiveFigures) {
        guard !terminal.isQuiet else { return }
        let line = state.withLock { $0.told.next(figures) }
        if let line { terminal.note(line) }
    }

    /// Says something above the view.
    func note(_ text: String) {
        state.withLock { state in
            terminal.progress("")
            terminal.draw(Self.frame([], over: Self.height(of: state.lines)))
            terminal.note(text)
            if !state.lines.isEmpty { terminal.draw(Self.frame(state.lines, over: 0)) }
        }
    }

    /// Takes the view away, once what was handed over is drawn.
    func finish() {
        queue.sync {}
        state.withLock { state in
            terminal.draw(Self.frame([], over: Self.height(of: state.lines)))
            state.lines = []
        }
    }

    /// How many rows lines take that were drawn before the terminal may have become narrower:
    /// most terminals then wrap what stands on them.
    private static func height(of lines: [String]) -> Int {
        let columns = size.columns
        return lines.reduce(0) { rows, line in
            rows + max(1, (DisplayWidth.ofColoured(line) + columns - 1) / columns)
        }
    }

    /// The text that draws lines where as many as `previous` lines stand above the cursor.
    ///
    /// It wraps no line that a terminal finds wider than we do, and clears what is left over.
    static func frame(_ lines: [String], over previous: Int) -> String {
        guard !lines.isEmpty || previous > 0 else { return "" }
        let up = previous > 0 ? "\u{1B}[\(previous)A" : ""
        let drawn = lines.map { "\($0)\u{1B}[K\r\n" }.joined()
        return "\r\(up)\u{1B}[?7l\(drawn)\u{1B}[J\u{1B}[?7h"
    }

    private static var size: (columns: Int, rows: Int) {
        Terminal.size(of: STDERR_FILENO) ?? (80, 24)
    }
}

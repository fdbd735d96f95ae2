import Dispatch
import Recordings
import ScenarioFiles
import Scoring
import Synchronization

/// Writes the recording so far, off the thread that hands it over, so that a run that dies leaves
/// one behind.
///
/// While one is being written the next are dropped: it is better to be a second late than to fall
/// further and further behind.
final class RecordingSaver: Sendable {
    private let path: String
    private let loaded: Loaded
    private let queue = DispatchQueue(label: "recording", qos: .utility)
    private let isBusy = Mutex(false)

    init(path: String, loaded: Loaded) {
        self.path = path
        self.loaded = loaded
    }

    /// Returns at once. A failure is left to the reports at the end, which meet it again.
    func save(_ recording: Recording) {
        let isFree = isBusy.withLock { isBusy in
            defer { isBusy = true }
            return !isBusy
        }
        guard isFree else { return }
        queue.async { [self] in
            let file = RecordingFile(of: loaded, Runs(run: recording))
            try? OutputFile.write(file.bytes(), to: path)
            isBusy.withLock { $0 = false }
        }
    }

    /// Waits until what was handed over is written.
    func finish() { queue.sync {} }
}

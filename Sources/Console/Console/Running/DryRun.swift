import Recordings
import Reports
import ScenarioFiles
import Scenarios
import Simulation
import Timebase
import Topologies
import Workloads

/// What a run would do, drawn from its seed, without running it.
struct DryRun {
    let scenario: Scenario
    let seed: UInt64

    var text: String {
        var lines = [
            escaped(scenario.title, limit: 200),
            "  \(scenario.duration) from a warm-up of \(scenario.warmup) on · seed \(seed)",
            "load",
        ]
        lines += scenario.load.map(line)
        let programs = scenario.topology.services.flatMap(self.lines)
        if !programs.isEmpty { lines += ["programs and servers"] + programs }
        lines.append("faults")
        let faults = plannedFaults(of: scenario, seed: seed)
        lines += faults.flatMap(self.lines)
        if faults.isEmpty { lines.append("  none") }
        lines.append("objectives")
        lines += scenario.objectives.map {
            "  \(escaped($0.id)): \($0.sentence(in: scenario))"
        }
        if scenario.objectives.isEmpty { lines.append("  none") }
        return lines.joined(separator: "\n")
    }

    /// What would be started, or called where it runs already; nothing for a reference service.
    private func lines(_ service: Service) -> [String] {
        let name = "  \(escaped(service.name)): "
        switch service.implementation {
        case .reference: return []
        case .external(let address): return [name + "runs already at \(escaped("\(address)"))"]
        case .command(let program):
            let folder = program.folder.map { escaped($0, limit: 400) } ?? "a fresh folder"
            return [
                name + Console.spoken(program.command),
                "    \(counted(service.replicas, "instance")) in \(folder), "
                    + "ready when \(spoken(program.ready)), within \(program.readyWithin)",
            ]
                + program.environment.map { "    with \(escaped($0.name))=\(quoted($0.value))" }
                + program.templates.map { "    from template \(quoted($0))" }
        }
    }

    private func spoken(_ ready: CommandService.Readiness) -> String {
        switch ready {
        case .accepts: "its port accepts"
        case .answers(let path): "it answers GET \(escaped(path, limit: 400))"
        case .command(let command): "\(Console.spoken(command)) exits with 0"
        }
    }

    private func line(_ stream: LoadStream) -> String {
        let service = scenario.topology.services[stream.send.service]
        let endpoint = service.endpoints[stream.send.endpoint].name
        return "  \(escaped(stream.name)): \(demand(stream.demand)), to \(escaped(service.name)) "
            + "\(escaped(endpoint)), patient for \(stream.timeout)"
    }

    private func demand(_ demand: LoadStream.Demand) -> String {
        switch demand {
        case .open(let shape, let arrivals): "\(rate(shape)), \(arrivals.rawValue)"
        case .closed(let users, _): counted(users, "user")
        }
    }

    private func rate(_ shape: RateShape) -> String {
        func text(_ rate: Double) -> String {
            DecimalText.string(rate, decimals: 3, isTrimmed: true)
        }
        return switch shape {
        case .constant(let rate): "\(text(rate))/s"
        case .ramp(let from, let to, let over): "\(text(from))/s to \(text(to))/s over \(over)"
        case .spike(let base, let spike, let at, let lasts):
            "\(text(base))/s, \(text(spike))/s at \(at) for \(lasts)"
        case .wave(let low, let high, let every):
            "\(text(low))/s to \(text(high))/s and back every \(every)"
        case .steps(let steps):
            steps.map { "\(text($0.rate))/s from \($0.at)" }.joined(separator: ", ")
        }
    }

    /// One line a window, so that `every` and the monkey show when they strike.
    private func lines(_ fault: FaultLedger) -> [String] {
        let name = fault.name.map { " (\(escaped($0)))" } ?? ""
        let source = fault.origin == .monkey ? " by the monkey" : ""
        let what = "\(fault.inject) on \(escaped(fault.on, limit: 200))\(name)\(source)"
        guard !fault.spans.isEmpty else { return ["  never: \(what), on a leash"] }
        return fault.spans.map { span in
            let until = fault.over == span.from ? "" : " to \(span.to)"
            return "  \(span.from)\(until): \(what)"
        }
    }
}

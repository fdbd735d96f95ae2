import Scenarios

extension FormatReference {
    static var faults: String {
        var text = """
            ### Targets

            | target | whom it hits |
            |---|---|
            | `payments` | every instance; for a fault on edges `* -> payments` |
            | `payments#1` | this instance, counted from 0 |
            | `payments[2]`, `payments[50%]` | that many, rounded up, drawn of those alive |
            | `orders -> payments` | an edge that a call makes |
            | `orders -> *`, `* -> payments` | every edge from, every edge to |
            | `load:checkout -> gateway` | a stream's own edge |
            | `zone:a` | a zone; for a fault on edges every edge into it |
            | `load:checkout` | a load stream |

            ### Kinds

            | kind | on | what happens | engines | touched counts | others call it |
            |---|---|---|---|---|---|

            """
        for kind in FaultKind.all {
            let all = kind.engines == Scenario.Engine.allCases
            let engines = all ? "all" : kind.engines.map(\.rawValue).joined(separator: ", ")
            let cells = [
                "`\(kind.word)`", kind.wanted.word, kind.says, engines, kind.touched, kind.peers,
            ]
            text += "| " + cells.joined(separator: " | ") + " |\n"
        }
        return text
    }

    static var metrics: String {
        var text = """
            A file without `objectives` is refused unless it says `objectives: []`.

            ### Metrics

            | metric | unit | of | its bound is written as |
            |---|---|---|---|

            """
        for metric in Metric.allCases {
            let cells = [
                "`\(metric.rawValue)`", metric.unit.rawValue, "\(metric.subjects)", metric.written,
            ]
            text += "| " + cells.joined(separator: " | ") + " |\n"
        }
        let mechanisms = ObjectiveReader.mechanisms.map { "`\($0)`" }.joined(separator: ", ")
        return text + """

            Every metric may also be asked of `all`. With `relativeTo` a bound is a factor, such as
            1.5.
            Mechanisms: \(mechanisms).

            """
    }

    static var changes: String {
        let policies = Removal.ofPolicies.map { "`\($0)`" }.joined(separator: ", ")
        let services = Removal.ofServices.map { "`\($0)`" }.joined(separator: ", ")
        return """
            `extends` takes another scenario, whose keys are replaced by the keys given here, whole;
            then `set` and `without` apply, in this order, then `--set` and `--without`. A path in
            another file is relative to that file.

            A path of `set` is keys and indices: `services."a.b".endpoints."POST /x"[0].work`; an
            element of a list goes by its `name` or `id`, too: `faults.slow.delay`. Every part but a
            last key must be there. A path that begins with a topology's key means the topology. The
            value of `--set` is JSON5; what is not is a text.

            `without` takes \(policies) from policies (`retry`:
            everywhere; `retry@payments`: from the calls to it; `retry@orders -> payments`: from
            these calls, while other calls keep it), and \(services)
            from services (`autoscale@payments`); without `backlog` it is `"unlimited"`. To take out
            what is not there is a problem.

            """
    }

    static var later: String {
        let steps = ObjectTable.laterSteps.map { "`\($0)`" }.joined(separator: ", ")
        let faults = FaultKind.later.map { "`\($0)`" }.joined(separator: ", ")
        let metrics = ObjectiveReader.later.map { "`\($0)`" }.joined(separator: ", ")
        return """
            ## Not supported yet

            What the format has and this version does not is refused by name, never ignored: the
            keys named under the tables, the steps \(steps),
            the faults \(faults),
            and the metrics \(metrics).

            """
    }
}

extension TargetReader.Wanted {
    fileprivate var word: String {
        switch self {
        case .edges: "edges, services"
        case .instances: "instances"
        case .services: "services"
        case .zones: "a zone"
        case .streams: "a load stream"
        case .sides, .subjects: "services, zones"
        }
    }
}

extension Metric {
    /// How a file writes its bound.
    fileprivate var written: String {
        switch self {
        case .retryAmplification, .errorBudgetBurn: return "a factor, such as `1.5`"
        case .instancesSeconds: return "a number or a duration"
        default: break
        }
        switch unit {
        case .ratio: return "a ratio"
        case .milliseconds, .seconds: return "a duration"
        case .perSecond: return "a rate"
        case .count: return "a number"
        case .score: return "a number from 0 to 100"
        }
    }
}

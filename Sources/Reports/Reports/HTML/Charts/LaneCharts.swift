import Recordings
import Scenarios
import Timebase

/// What the protections themselves did over time: breakers and ejections of edges, and instances.
struct LaneCharts {
    /// So many charts a group.
    private static let most = 40

    let input: ReportInput

    init(_ input: ReportInput) { self.input = input }

    var groups: [ChartBook.Group] { [breakers, ejections, instances] }

    private var breakers: ChartBook.Group {
        let all = BreakerHistory.all(in: input)
        let moved = all.filter(\.moved)
        let closed = all.filter { !$0.moved }.map { input.scenario.edgeName($0.edge) }
        return group(
            "breakers", "Breakers", LanesPicture.breakerNote,
            [
                .init(id: "open", name: "open", mark: .area, ink: "breakerOpen"),
                .init(id: "halfOpen", name: "half-open", mark: .area, ink: "breakerHalfOpen"),
            ],
            moved.map { breaker in
                let callers = Quantity.count(breaker.callers, "caller")
                return figure(
                    input.scenario.edgeName(breaker.edge),
                    "\(callers), \(Quantity.count(breaker.openings, "opening"))", .share,
                    breaker.steps, ["open", "halfOpen"])
            }, closed.isEmpty ? nil : "breakers that stayed closed: \(LaneCharts.list(closed))")
    }

    private var ejections: ChartBook.Group {
        group(
            "ejections", "Ejections", LanesPicture.ejectionNote,
            [.init(id: "ejected", name: "ejected", mark: .area, ink: "breakerOpen")],
            EjectionHistory.all(in: input).map { ejection in
                figure(
                    input.scenario.edgeName(ejection.edge),
                    Quantity.count(ejection.ejections, "ejection"), .share, ejection.steps,
                    ["ejected"])
            }, nil)
    }

    private var instances: ChartBook.Group {
        let services = InstanceHistory.all(in: input)
        let topology = input.scenario.topology
        let constant = services.filter { !$0.changed }.map {
            "\(topology.services[$0.service].name) \(Quantity.number($0.most))"
        }
        return group(
            "instances", "Instances", LanesPicture.instanceNote,
            [
                .init(id: "ready", name: "ready", mark: .area, ink: "ready"),
                .init(id: "started", name: "started", mark: .line, ink: "tail"),
                .init(id: "died", name: "an instance died", mark: .stroke, ink: "death"),
            ],
            services.filter(\.changed).map { service in
                var figure = figure(
                    topology.services[service.service].name, service.remark, .count,
                    service.steps, ["ready", "started"])
                figure.strokes = [("died", Array(service.deaths.prefix(Bins.most)))]
                return figure
            }, constant.isEmpty ? nil : "instances that stayed: \(LaneCharts.list(constant))")
    }

    private func group(
        _ id: String, _ title: String, _ note: String, _ keys: [ChartBook.Key],
        _ charts: [ChartBook.Figure], _ rest: String?
    ) -> ChartBook.Group {
        let hidden = max(0, charts.count - LaneCharts.most)
        let more = hidden == 0 ? nil : "not shown: \(Quantity.count(hidden, "more chart"))"
        return .init(
            id: id, title: title, note: note, keys: keys,
            charts: Array(charts.prefix(LaneCharts.most)), notes: [rest, more].compactMap { $0 })
    }

    private func figure(
        _ name: String, _ remark: String, _ unit: ChartBook.Figure.Unit, _ stairs: Staircase,
        _ keys: [String]
    ) -> ChartBook.Figure {
        let steps = stairs.thinned(until: input.run.end)
        return .init(
            name: name, remark: remark, unit: unit, times: .steps(steps.map(\.at)),
            series: keys.enumerated().map { index, key in (key, steps.map { $0.values[index] }) })
    }

    private static func list(_ names: [String]) -> String {
        Names.list(names.map { PlainText.line($0, limit: 60) }, most: 12)
    }
}

import Recordings
import Scenarios
import Timebase
import Topologies

/// What the protections themselves did: the breakers and ejections of each edge and the instances
/// of each service, a lane each.
struct LanesPicture {
    private static let mostLanes = 12
    static let breakerNote = "the share of the calling instances whose breaker is in that state"
    static let ejectionNote = "the share of the instances that callers have ejected"
    static let instanceNote = "how many instances of each service there were"

    let input: ReportInput
    private let breakers: [BreakerHistory]
    private let ejections: [EjectionHistory]
    private let services: [InstanceHistory]

    init(_ evidence: Evidence) {
        input = evidence.input
        breakers = BreakerHistory.all(in: input)
        ejections = EjectionHistory.all(in: input)
        services = InstanceHistory.all(in: input)
    }

    /// Nil when no breaker moved, nothing was ejected and no instance came or went.
    var svg: String? {
        let moved = breakers.filter(\.moved)
        let changed = services.filter(\.changed)
        guard !moved.isEmpty || !ejections.isEmpty || !changed.isEmpty else { return nil }
        var chart = Chart(
            title: ejections.isEmpty
                ? "Breakers and instances" : "Breakers, ejections and instances",
            note: note(hasBreakers: !moved.isEmpty), legend: legend(moved, changed), input.run,
            left: 236)
        chart.advance(6)
        for breaker in moved.prefix(LanesPicture.mostLanes) { draw(breaker, in: &chart) }
        chart.advance(moved.isEmpty ? 0 : 8)
        for ejection in ejections.prefix(LanesPicture.mostLanes) { draw(ejection, in: &chart) }
        chart.advance(ejections.isEmpty ? 0 : 8)
        for service in changed.prefix(LanesPicture.mostLanes) { draw(service, in: &chart) }
        return chart.finish(notes: notes(moved, changed))
    }

    private func note(hasBreakers: Bool) -> String {
        if hasBreakers {
            return LanesPicture.breakerNote
        }
        return ejections.isEmpty
            ? LanesPicture.instanceNote : LanesPicture.ejectionNote
    }

    /// What the lanes need and no more.
    private func legend(
        _ moved: [BreakerHistory], _ changed: [InstanceHistory]
    ) -> [Chart.LegendEntry] {
        let breakers: [Chart.LegendEntry] = [
            .init(mark: .area, ink: .breakerOpen, name: "open"),
            .init(mark: .area, ink: .breakerHalfOpen, name: "half-open"),
            .init(mark: .area, ink: .breakerClosed, name: "closed"),
        ]
        let instances: [Chart.LegendEntry] = [
            .init(mark: .area, ink: .ready, name: "instances ready"),
            .init(mark: .line, ink: .started, name: "instances started"),
        ]
        let ejected = Chart.LegendEntry(mark: .area, ink: .breakerOpen, name: "ejected")
        let deaths = Chart.LegendEntry(mark: .line, ink: .death, name: "an instance died")
        let hasDeaths = changed.contains { !$0.deaths.isEmpty }
        return (moved.isEmpty ? [] : breakers) + (ejections.isEmpty ? [] : [ejected])
            + (changed.isEmpty ? [] : instances) + (hasDeaths ? [deaths] : [])
    }

    private func draw(_ ejection: EjectionHistory, in chart: inout Chart) {
        let lane = chart.lane(
            height: 26, name: input.scenario.edgeName(ejection.edge),
            remark: Quantity.count(ejection.ejections, "ejection"))
        let end = input.run.end
        chart.draw { svg in
            let axis = lane.axis
            let height = lane.bottom - lane.top
            svg.rect(axis.left, lane.top, axis.right - axis.left, height, .breakerClosed)
            let steps = ejection.steps.thinned(until: end)
            for (index, step) in steps.enumerated() where step.values[0] > 0 {
                let from = axis.x(step.at)
                let to = axis.x(index + 1 < steps.count ? steps[index + 1].at : end)
                let out = step.values[0] * height
                svg.rect(from, lane.bottom - out, to - from, out, .breakerOpen)
            }
        }
        chart.close(lane)
    }

    private func draw(_ breaker: BreakerHistory, in chart: inout Chart) {
        let callers = Quantity.count(breaker.callers, "caller")
        let openings = Quantity.count(breaker.openings, "opening")
        let lane = chart.lane(
            height: 26, name: input.scenario.edgeName(breaker.edge),
            remark: "\(callers), \(openings)")
        let end = input.run.end
        chart.draw { svg in
            let axis = lane.axis
            let height = lane.bottom - lane.top
            svg.rect(axis.left, lane.top, axis.right - axis.left, height, .breakerClosed)
            let steps = breaker.steps.thinned(until: end)
            for (index, step) in steps.enumerated() {
                let from = axis.x(step.at)
                let to = axis.x(index + 1 < steps.count ? steps[index + 1].at : end)
                let open = step.values[0] * height
                let halfOpen = step.values[1] * height
                if open > 0 { svg.rect(from, lane.bottom - open, to - from, open, .breakerOpen) }
                if halfOpen > 0 {
                    let top = lane.bottom - open - halfOpen
                    svg.rect(from, top, to - from, halfOpen, .breakerHalfOpen)
                }
            }
        }
        chart.close(lane)
    }

    private func draw(_ service: InstanceHistory, in chart: inout Chart) {
        let name = input.scenario.topology.services[service.service].name
        let lane = chart.lane(height: 44, name: name, remark: service.remark)
        let end = input.run.end
        let scale = Scale(upTo: service.most, bottom: lane.bottom, top: lane.top)
        chart.draw { svg in
            let axis = lane.axis
            svg.rect(axis.left, lane.top, axis.right - axis.left, lane.bottom - lane.top, .panel)
        }
        let steps = service.steps.thinned(until: end)
        func stairs(_ value: Int) -> [SVG.Point] {
            var points: [SVG.Point] = []
            for (index, step) in steps.enumerated() {
                let y = scale.height(of: step.values[value])
                let next = index + 1 < steps.count ? steps[index + 1].at : end
                points.append(.init(x: lane.axis.x(step.at), y: y))
                points.append(.init(x: lane.axis.x(next), y: y))
            }
            return points
        }
        chart.draw { svg in
            let axis = lane.axis
            for tick in [0, scale.high] {
                svg.text(
                    Quantity.number(tick),
                    at: .init(x: axis.left - 6, y: scale.height(of: tick) + 4),
                    .tickLabel, .end)
            }
            let foot = [
                SVG.Point(x: axis.right, y: lane.bottom), SVG.Point(x: axis.left, y: lane.bottom),
            ]
            svg.polygon(stairs(0) + foot, .ready)
            svg.polyline([stairs(1)], .started)
            for death in service.deaths.prefix(Bins.most) {
                let x = axis.x(death)
                svg.line(
                    from: .init(x: x, y: lane.bottom - 9), to: .init(x: x, y: lane.bottom), .death)
            }
        }
        chart.close(lane)
    }

    /// What has no lane.
    private func notes(_ moved: [BreakerHistory], _ changed: [InstanceHistory]) -> [String] {
        let topology = input.scenario.topology
        let closed = breakers.filter { !$0.moved }.map { input.scenario.edgeName($0.edge) }
        let constant = services.filter { !$0.changed }.map {
            "\(topology.services[$0.service].name) \(Quantity.number($0.most))"
        }
        let hidden =
            max(0, moved.count - LanesPicture.mostLanes)
            + max(0, changed.count - LanesPicture.mostLanes)
        return [
            closed.isEmpty ? nil : "breakers that stayed closed: " + Names.list(closed, most: 5),
            constant.isEmpty ? nil : "instances that stayed: " + Names.list(constant, most: 5),
            hidden == 0 ? nil : "not shown: \(Quantity.count(hidden, "more lane"))",
        ].compactMap { $0 }
    }
}

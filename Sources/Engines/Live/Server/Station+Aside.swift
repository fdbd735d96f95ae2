import HTTPWire
import Timebase
import Topologies

/// What is no endpoint of a service: its health, its metrics, or nothing.
extension Station {
    func answerAside(_ head: RequestHead, service: ServiceID, host: Int32) -> Answer {
        let isHealth = head.pathEquals("/health")
        guard isHealth || head.pathEquals("/metrics") else { return miss(head, of: service) }
        guard head.method == .get || head.method == .head else {
            return Answer(status: 405, allow: Array("GET, HEAD".utf8))
        }
        if !isHealth { return metrics(of: service, host: host) }
        return fleet.isServing(host)
            ? Answer(status: 200, body: Array("ok\n".utf8)) : Answer(status: 503)
    }

    private func miss(_ head: RequestHead, of service: ServiceID) -> Answer {
        let methods = routes[service].filter { $0.matchesPath(of: head) }.flatMap { route in
            route.known == .get ? [Array("GET".utf8), Array("HEAD".utf8)] : [route.method]
        }
        guard !methods.isEmpty else { return Answer(status: 404) }
        return Answer(status: 405, allow: Array(methods.joined(separator: Array(", ".utf8))))
    }

    private func metrics(of service: ServiceID, host: Int32) -> Answer {
        guard let server = servers[host] else { return Answer(status: 404) }
        var metrics = MetricsText(labels: [
            ("service", scenario.topology.services[service].name),
            ("instance", "\(fleet.index(of: host))"),
        ])
        metrics.begin("chaos_requests_received_total", .counter, "Requests to endpoints.")
        metrics.sample(server.meters.received)
        metrics.begin(
            "chaos_requests_total", .counter, "Requests to endpoints that were answered.")
        for (status, count) in server.meters.answers {
            metrics.sample(count, [("code", "\(status)")])
        }
        metrics.begin("chaos_requests_held", .gauge, "Requests in slots and waiting.")
        metrics.sample(fleet.held(by: host))
        metrics.begin("chaos_connections", .gauge, "Connections from clients.")
        metrics.sample(server.connectionCount)
        metrics.begin(
            "chaos_accept_shortages_total", .counter,
            "How often accepting had to wait for want of a file descriptor.")
        metrics.sample(server.shortages)
        return Answer(
            status: 200, contentType: MetricsText.contentType, body: Array(metrics.text.utf8))
    }
}

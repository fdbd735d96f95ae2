import Experiments
import Resilience
import Sockets
import Timebase

/// Asks instances what the platform's probes ask them.
extension LiveRun {
    func ask(_ kind: Probe.Kind, of host: Int, number: Int32) {
        guard stage == .running || stage == .draining else { return }
        let name = ProbeName(kind: kind, host: host)
        inquiries[name]?.cancel()
        inquiries[name] = nil
        guard !conductor.isSilent(host), let address = station.addresses.address(of: Int32(host))
        else {
            return answered(name, number, isWell: false)
        }
        let path: String? =
            switch conductor.question(of: kind, host: host) {
            case .endpoint(let endpoint): path(ofEndpoint: endpoint, of: host)
            case .path(let path): path
            case .accepts: nil
            }
        inquiries[name] = Inquiry(path, at: address, on: loop) { [weak self] problem in
            self?.inquiries[name] = nil
            self?.answered(name, number, isWell: problem == nil)
        }
    }

    func giveUp(_ kind: Probe.Kind, of host: Int) {
        let name = ProbeName(kind: kind, host: host)
        inquiries[name]?.cancel()
        inquiries[name] = nil
    }

    private func path(ofEndpoint endpoint: Int, of host: Int) -> String {
        let service = scenario.topology.services[conductor.platform.service(of: host)]
        return String(service.endpoints[endpoint].name.dropFirst("GET ".count))
    }

    /// Told from the loop and not from within what is being performed, which it may add to.
    private func answered(_ name: ProbeName, _ number: Int32, isWell: Bool) {
        callBack(in: .zero) { [weak self] in
            guard let self, stage == .running || stage == .draining else { return }
            conductor.answered(
                name.kind, of: name.host, number: number, success: isWell, now: loop.now)
            performConducted()
        }
    }
}

/// A probe of an instance.
struct ProbeName: Hashable {
    var kind: Probe.Kind
    var host: Int
}

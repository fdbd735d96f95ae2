import Resilience
import Timebase

extension Wiring {
    /// For each endpoint the longest deadline that a caller may hand it; ``Duration/forever`` where
    /// one hands none.
    func deadlinesHanded() -> [Duration] {
        var handed = Array(repeating: Duration.zero, count: outgoing.count)
        for stream in scenario.load {
            let deadline = policy(stream.policy).deadline ?? .forever
            handed[number(of: stream.send)] = max(handed[number(of: stream.send)], deadline)
        }
        for endpoint in order {
            // Nobody asks for it in this scenario: it is judged as if somebody did, without one.
            if handed[endpoint] == .zero { handed[endpoint] = .forever }
            for index in outgoing[endpoint] {
                let call = calls[index]
                let deadline = min(handed[endpoint], policy(call.policy).deadline ?? .forever)
                handed[number(of: call.to)] = max(handed[number(of: call.to)], deadline)
            }
        }
        return handed
    }
}

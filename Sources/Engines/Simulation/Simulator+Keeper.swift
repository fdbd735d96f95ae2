import Chance
import Experiments
import Microservices
import Resilience
import Timebase

/// A request that a probe of the platform made.
struct KeeperQuestion {
    var kind: Probe.Kind
    var host: Int
    var number: Int32
}

/// The platform's own probes, asked beside the instance: over no edge, and in no time.
extension Simulator {
    mutating func ask(_ kind: Probe.Kind, of host: Int, number: Int32) {
        let question = KeeperQuestion(kind: kind, host: host, number: number)
        guard fleet.isServing(Int32(host)) else { return hear(question, success: false) }
        switch conductor.question(of: kind, host: host) {
        case .accepts: hear(question, success: true)
        // A stopped process is silent, and its answer too late when it goes on.
        case .path: if !conductor.hosts[host].isPaused { hear(question, success: true) }
        case .endpoint(let endpoint): request(question, endpoint: endpoint)
        }
    }

    /// The question takes its place among the requests.
    private mutating func request(_ question: KeeperQuestion, endpoint: Int) {
        guard !conductor.hosts[question.host].isPaused else { return }
        let patience = now + conductor.patience(of: question.kind, host: question.host)
        let key = seed.child(.instance).child(question.host).child(Int(question.kind.rawValue))
            .child(Int(question.number))
        let attempt = fleet.receive(
            over: -1, from: Int32(question.host), to: Int32(question.host),
            endpoint: Int32(endpoint), key: key, deadline: .never, patience: patience, stream: -1,
            isTied: false, now: now)
        fleet.attempts[attempt].place = .atCallee
        questions[attempt] = question
        fleet.arrive(attempt, now: now)
    }

    /// An instance has answered a request that came over no edge.
    mutating func keeperHears(_ attempt: Int32, status: Int32) {
        guard let question = questions.removeValue(forKey: attempt) else { return }
        hear(question, success: status < 400)
    }

    /// What is heard is told in the next event, since hearing may kill who speaks.
    private mutating func hear(_ question: KeeperQuestion, success: Bool) {
        heard.append(question)
        queue.push(success ? .keeperSucceeds : .keeperFails, Int32(heard.count - 1), at: now)
    }

    mutating func keeperAnswered(_ place: Int32, success: Bool) {
        let question = heard[Int(place)]
        if Int(place) == heard.count - 1 { heard.removeAll(keepingCapacity: true) }
        conductor.answered(
            question.kind, of: question.host, number: question.number, success: success, now: now)
        performConducted()
    }

    /// Nobody waits for the answer any more: the connection is closed.
    mutating func giveUp(_ kind: Probe.Kind, of host: Int) {
        for attempt in 0..<Int32(fleet.attempts.highWater) where fleet.attempts.isLive(attempt) {
            guard let question = questions[attempt], question.host == host,
                question.kind == kind
            else { continue }
            questions[attempt] = nil
            fleet.attempts[attempt].isClosed = true
            if fleet.attempts[attempt].request >= 0 {
                fleet.abandon(fleet.attempts[attempt].request, now: now)
            }
        }
    }
}

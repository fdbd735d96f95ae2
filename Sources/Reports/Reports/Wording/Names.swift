import Recordings
import Scenarios
import Scoring
import Topologies

extension Scenario {
    /// Whom an objective is about, as the format writes it.
    func name(of subject: Objective.Subject) -> String {
        switch subject {
        case .all: "all"
        case .stream(let stream): load[stream].name
        case .service(let service): topology.services[service].name
        case .edge(let edge): edgeName(edge)
        case .mechanism(let mechanism, nil): mechanism
        case .mechanism(let mechanism, let edge?): "\(mechanism)@\(edgeName(edge))"
        }
    }

    /// Where a mechanism stands: an edge or a service.
    func name(of place: MechanismScore.Place) -> String {
        switch place {
        case .edge(let edge): edgeName(edge)
        case .service(let service): topology.services[service].name
        }
    }
}

extension MechanismScore.State {
    /// The word for it in results.
    var word: String {
        switch self {
        case .present: "present"
        case .observed: "observed"
        case .absent: "absent"
        case .notCalledFor: "not called for"
        }
    }

    /// Why it was not called for.
    var reason: String? {
        guard case .notCalledFor(let reason) = self else { return nil }
        return reason
    }
}

/// Enumerations in a sentence.
enum Names {
    /// The names, joined by commas; after `most` of them their number.
    static func list(_ names: [String], most: Int) -> String {
        guard names.count > most + 1 else { return names.joined(separator: ", ") }
        let shown = names.prefix(most).joined(separator: ", ")
        return "\(shown) and \(names.count - most) more"
    }
}

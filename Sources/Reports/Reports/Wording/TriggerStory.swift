package import Scoring
import Timebase

/// What the map of triggers found, in words: every place at which the system stays down, and the
/// loads at which it always comes back.
package struct TriggerStory {
    private let map: TriggerMap

    package init(_ map: TriggerMap) { self.map = map }

    /// `It stays down after the fault at 100 % of the load when that lasts 500 ms or longer, and at
    /// 120 % whatever its length. At 60 % and 80 % it always came back.`
    package var text: String {
        let down = map.loads.indices.filter { has($0) { $0 == .metastable } }
        let late = map.loads.indices.filter { has($0) { $0 == .ill } }
        let over = map.loads.indices.filter { has($0) { $0 == .overloaded } }
        let safe = map.loads.indices.filter { !(down + late + over).contains($0) }
        let places = down.map { "at \(percent($0)) of the load\(extent($0))" }
        return [
            down.isEmpty
                ? "At none of \(Quantity.count(map.cells.count, "combination")) of "
                    + TriggerStory.list(["load"] + dimensions)
                    + " did it stay down after the fault."
                : "It stays down after the fault \(places.joined(separator: "; ")).",
            late.isEmpty
                ? nil : "At \(loads(late)) it was not always well again by the end of the run.",
            over.isEmpty ? nil : "\(loads(over)) is too much even without the fault.",
            safe.isEmpty || down.isEmpty ? nil : "At \(loads(safe)) it always came back.",
        ].compactMap { $0 }.joined(separator: " ")
    }

    /// What the fault is varied by: `strength`, `length`, both or neither.
    package var dimensions: [String] {
        (map.sizes.count > 1 ? ["strength"] : []) + (map.length == nil ? [] : ["length"])
    }

    /// At which versions of the fault a load stays down; a space before it where it says anything.
    private func extent(_ load: Int) -> String {
        let stretches = map.sizes.indices.map { stretch(load, $0) }
        if stretches.allSatisfy({ $0 == .all }) {
            let whatever = TriggerStory.list(dimensions)
            return whatever.isEmpty ? "" : " whatever its \(whatever)"
        }
        let down = map.sizes.indices.filter { stretches[$0] != .none }
        var parts: [(sizes: [String], stretch: Stretch)] = []
        for size in down {
            let factor = "\(Figure.rounded(map.sizes[size])) ×"
            if parts.last?.stretch == stretches[size] {
                parts[parts.count - 1].sizes.append(factor)
            } else {
                parts.append(([factor], stretches[size]))
            }
        }
        return " "
            + parts.map { part in
                let sizes = "with \(TriggerStory.list(part.sizes)) its strength "
                return (map.sizes.count > 1 ? sizes : "") + words(part.stretch)
            }.joined(separator: ", ")
    }

    /// The lengths at which a load and a strength stay down.
    private enum Stretch: Hashable {
        case none, all
        /// This one and all longer ones.
        case from(Int)
        case some([Int])
    }

    private func stretch(_ load: Int, _ size: Int) -> Stretch {
        let down = map.lengths.indices.filter {
            map.cell(load: load, size: size, length: $0) == .metastable
        }
        guard let first = down.first else { return .none }
        if down.count == map.lengths.count { return .all }
        return down.count == map.lengths.count - first ? .from(first) : .some(down)
    }

    private func words(_ stretch: Stretch) -> String {
        switch stretch {
        case .none: ""
        case .all: map.length == nil ? "" : "whatever its length"
        case .from(let first): "when it lasts \(length(first)) or longer"
        case .some(let down): "when it lasts \(TriggerStory.list(down.map(length)))"
        }
    }

    private func has(_ load: Int, _ isWanted: (TriggerMap.Cell) -> Bool) -> Bool {
        map.sizes.indices.contains { size in
            map.lengths.indices.contains {
                isWanted(map.cell(load: load, size: size, length: $0))
            }
        }
    }

    private func loads(_ places: [Int]) -> String {
        TriggerStory.list(places.map(percent)) + " of the load"
    }

    private func percent(_ load: Int) -> String { Quantity.percent(map.loads[load]) }

    private func length(_ place: Int) -> String {
        map.length.map { Quantity.duration($0 * map.lengths[place]) } ?? ""
    }

    /// `a, b and c`.
    static func list(_ names: [String]) -> String {
        guard names.count > 1, let last = names.last else { return names.first ?? "" }
        return "\(names.dropLast().joined(separator: ", ")) and \(last)"
    }
}

import CLinux
import Glibc

/// A null-ended vector of C strings, as `exec` takes arguments and environment.
final class CStrings {
    let vector: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    private let count: Int

    convenience init(_ strings: [String]) { self.init(owning: strings.map { strdup($0) }) }

    /// What is inherited is passed on byte for byte, UTF-8 or not; what is set is in the order of
    /// the names.
    convenience init(_ environment: Program.Environment) {
        switch environment {
        case .only(let variables):
            self.init(Self.assignments(of: variables))
        case .inherited(let changes):
            let kept = Self.inherited(without: changes).map { strdup($0) }
            self.init(owning: Self.assignments(of: changes).map { strdup($0) } + kept)
        }
    }

    private init(owning strings: [UnsafeMutablePointer<CChar>?]) {
        count = strings.count
        vector = .allocate(capacity: count + 1)
        vector.initialize(from: strings + [nil], count: count + 1)
    }

    deinit {
        for place in 0..<count { free(vector[place]) }
        vector.deallocate()
    }

    private static func assignments(of variables: [String: String]) -> [String] {
        variables.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    }

    private static func inherited(
        without changes: [String: String]
    ) -> [UnsafeMutablePointer<CChar>] {
        var kept: [UnsafeMutablePointer<CChar>] = []
        var entry = chaos_environment()
        while let variable = entry?.pointee {
            let name = String(cString: variable).prefix { $0 != "=" }
            if changes[String(name)] == nil { kept.append(variable) }
            entry = entry?.advanced(by: 1)
        }
        return kept
    }
}

extension Program.Environment {
    /// The same with further variables set.
    func setting(_ variables: [String: String]) -> Program.Environment {
        switch self {
        case .only(let own): .only(own.merging(variables) { $1 })
        case .inherited(let own): .inherited(setting: own.merging(variables) { $1 })
        }
    }
}

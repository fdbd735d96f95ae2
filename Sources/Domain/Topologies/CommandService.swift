public import Timebase

/// A program of the user's own, in any language, that stands for a service: how an instance of it
/// is started, told where everything is, and known to be ready.
public struct CommandService: Hashable, Sendable {
    /// The program and its arguments, yet to be ``filled(_:with:)``; at least the program.
    public var command: [String]
    /// Where it runs; nil: in the folder that each instance gets for its own.
    public var folder: String?
    /// Variables besides the harness's own environment, yet to be filled, in the file's order.
    public var environment: [Variable]
    /// Files that are filled and put into each instance's own folder, under their own names.
    public var templates: [String]
    public var ready: Readiness
    /// How long it may take until it is ready, from its start.
    public var readyWithin: Duration
    /// The variable that holds the port it must listen on, at 127.0.0.1.
    public var port: String
    /// Whom it calls, in the file's order.
    public var calls: [Dependency]

    public init(
        command: [String], folder: String? = nil, environment: [Variable] = [],
        templates: [String] = [], ready: Readiness = .accepts,
        readyWithin: Duration = .seconds(30), port: String = "PORT", calls: [Dependency] = []
    ) {
        self.command = command
        self.folder = folder
        self.environment = environment
        self.templates = templates
        self.ready = ready
        self.readyWithin = readyWithin
        self.port = port
        self.calls = calls
    }

    /// The variable that stands for an instance's own folder, which no environment holds.
    public static let folderVariable = "FOLDER"

    /// A variable of its environment.
    public struct Variable: Hashable, Sendable {
        public var name: String
        public var value: String
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// How it is known that an instance serves.
    public enum Readiness: Hashable, Sendable {
        /// Its port accepts connections.
        case accepts
        /// It answers a GET of this path with a status below 400.
        case answers(path: String)
        /// This command, yet to be filled and run where the instance runs, exits with 0.
        case command([String])
    }

    /// A service that it calls, and the variable by which it is told where that is: a fault proxy
    /// of the harness, which balances over the instances.
    public struct Dependency: Hashable, Sendable {
        public var service: ServiceID
        public var variable: String
        public var form: Form

        public enum Form: String, Hashable, Sendable, CaseIterable {
            /// `http://127.0.0.1:port`
            case url
            /// `127.0.0.1:port`
            case hostAndPort = "host:port"

            /// The variable's value for a port of the loopback address.
            public func text(port: Int) -> String {
                (self == .url ? "http://" : "") + "127.0.0.1:\(port)"
            }
        }

        public init(service: ServiceID, variable: String, form: Form = .url) {
            self.service = service
            self.variable = variable
            self.form = form
        }
    }

    /// A text with `${NAME}` replaced by each variable's value; what names none stays as it is.
    public static func filled(_ text: String, with variables: [Variable]) -> String {
        var result = ""
        var rest = Substring(text)
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[dollar...]
            if let variable = variables.first(where: { rest.hasPrefix("${\($0.name)}") }) {
                result += variable.value
                rest = rest.dropFirst(variable.name.count + 3)
            } else {
                result.append(rest.removeFirst())
            }
        }
        return result + rest
    }
}

/// A server that already runs, where the harness starts nothing.
public struct ExternalAddress: Hashable, Sendable, CustomStringConvertible {
    /// A name, an IPv4 address, or an IPv6 address without brackets.
    public var host: String
    /// 1 … 65535.
    public var port: Int
    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Whether it cannot lead off this machine: `localhost`, `::1`, `127.0.0.0/8`.
    public var isLoopback: Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

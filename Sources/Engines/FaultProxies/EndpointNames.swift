import HTTPWire

/// The endpoints of a callee, to be found by a request's method and path.
struct EndpointNames {
    let names: [String]
    private let lines: [[UInt8]]

    /// - Parameter names: such as `POST /orders`.
    init(_ names: [String]) {
        self.names = names
        lines = names.map { [UInt8]($0.utf8) }
    }

    /// The place of a request's endpoint; nil for one that is not listed.
    func place(of head: RequestHead) -> Int? {
        lines.firstIndex { line in
            line.count == head.methodRange.count + 1 + head.pathRange.count
                && line.starts(with: head.bytes[head.methodRange])
                && line[head.methodRange.count] == UInt8(ascii: " ")
                && line[(head.methodRange.count + 1)...].elementsEqual(head.bytes[head.pathRange])
        }
    }

    /// What `match` is held against: the endpoint's name, or the request's own method and path.
    func name(of head: RequestHead, place: Int?) -> String {
        if let place { return names[place] }
        return "\(String(decoding: head.bytes[head.methodRange], as: UTF8.self)) \(head.path)"
    }
}

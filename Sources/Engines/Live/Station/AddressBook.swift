import Sockets

/// Where each instance is to be reached, by whom.
final class AddressBook {
    private struct Name: Hashable {
        var edge: Int32
        var host: Int32
    }

    private var ports: [Int32: UInt16] = [:]
    private var proxies: [Name: UInt16] = [:]

    /// The instance's own port.
    func set(_ port: UInt16, of host: Int32) { ports[host] = port }

    /// The port of the fault proxy in front of an instance on an edge.
    func setProxy(_ port: UInt16, of host: Int32, on edge: Int32) {
        proxies[Name(edge: edge, host: host)] = port
    }

    /// The instance's own address; nil: it was never started.
    func address(of host: Int32) -> InternetAddress? { ports[host].map { .loopback($0) } }

    /// Where a caller on an edge reaches it; nil: it was never started.
    func address(of host: Int32, on edge: Int32) -> InternetAddress? {
        (proxies[Name(edge: edge, host: host)] ?? ports[host]).map { .loopback($0) }
    }
}

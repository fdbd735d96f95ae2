import Foundation
import Glibc
import Sockets

/// How fast 1 GiB passes through a proxy, beside no proxy and haproxy.
enum StreamBenchmark {
    private static let amount = 1 << 30

    static func run() {
        do {
            let listening = try ListeningSocket.bind()
            listen(listening.descriptor, 64)
            Thread { serve(listening.descriptor) }.start()
            let park = try ServerPark(server: listening.port)
            defer { park.stop() }
            var speeds = park.ways.map { _ in [Double]() }
            for _ in 0..<5 {
                for (place, way) in park.ways.enumerated() {
                    var count = 0
                    let time = try seconds { count = try drain(way.port) }
                    precondition(count == amount, "\(count) bytes came")
                    speeds[place].append(Double(amount) / time)
                }
            }
            report(park, speeds)
        } catch {
            print("cannot be measured: \(error)")
        }
    }

    private static func report(_ park: ServerPark, _ speeds: [[Double]]) {
        for (place, way) in park.ways.enumerated() {
            let speed = ProxyBenchmark.median(speeds[place])
            let ratio = ProxyBenchmark.median(zip(speeds[place], speeds[0]).map { $0 / $1 })
            print("\(way.name): \(ProxyBenchmark.text(speed / 1e9)) GB/s", terminator: "")
            print(", \(ProxyBenchmark.text(ratio))× the speed without a proxy")
        }
    }

    /// Sends the amount to whoever connects, one after the other.
    private static func serve(_ listener: Int32) {
        let bytes = [UInt8](repeating: 0x78, count: 1 << 20)
        while true {
            var ready = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
            poll(&ready, 1, -1)
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { continue }
            var left = amount
            while left > 0 {
                let sent = send(connection, bytes, min(left, bytes.count), Int32(MSG_NOSIGNAL))
                if sent <= 0 { break }
                left -= sent
            }
            close(connection)
        }
    }

    private static func drain(_ port: UInt16) throws -> Int {
        let connection = try ClientSocket.connect(to: port)
        defer { close(connection) }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        var count = 0
        while true {
            let received = recv(connection, &buffer, buffer.count, 0)
            if received <= 0 { return count }
            count += received
        }
    }
}

import Sockets
import Synchronization
import Topologies

/// What passes between the proxies' thread and the others.
final class ProxyMailbox: Sendable {
    let commands = Mutex<[ProxyCommand]>([])
    let touched = Mutex<[Int: ProxyFault.Touched]>([:])
    let records = Mutex<[ExchangeRecord]>([])
    private let routes = Atomic<Int>(0)

    func nextRoute() -> Int { routes.wrappingAdd(1, ordering: .relaxed).oldValue }

    func takeCommands() -> [ProxyCommand] {
        commands.withLock { waiting in
            let commands = waiting
            waiting.removeAll()
            return commands
        }
    }
}

/// What the proxies' thread is to do next.
enum ProxyCommand: Sendable {
    case listen(Int, ProxyRoute, descriptor: Int32)
    case close(number: Int)
    case setServing(Bool, number: Int)
    case setUpstreams([ProxyRoute.Upstream], number: Int)
    case setZone(ZoneID?, host: Int32)
    case begin(ProxyFault)
    case end(window: Int)
    /// All that came before has taken effect.
    case open(Latch)
}
